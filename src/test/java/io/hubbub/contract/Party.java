package io.hubbub.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client of a gateway, in the words of the core. A room is written {@code namespace/room}. Each
 * command waits for its reply. What comes meanwhile is kept, and {@link #hear} returns it. Owned by
 * the test's thread.
 */
public interface Party extends AutoCloseable {

    /**
     * What became of a command.
     *
     * @param refusal the code of the refusal; null if the command was done
     * @param position the position of a published message; null if the reply has none
     */
    record Reply(@Nullable String refusal, @Nullable String position) {}

    /**
     * What a client heard.
     *
     * @param of the room that the message is for, {@code presence of} and a room, or {@code
     *     answers}
     * @param client the public id of the sending client; null if the server sent it
     * @param position null if it has none
     * @param question names a question when it is answered; null if it is no question
     */
    record Heard(
            String of,
            String event,
            String body,
            @Nullable String client,
            @Nullable String position,
            @Nullable String question) {

        long offset() {
            String written = String.valueOf(position);
            return Long.parseLong(written.substring(written.lastIndexOf(':') + 1));
        }
    }

    /** The public id. */
    String id();

    Reply join(String room);

    Reply leave(String room);

    /**
     * Publishes a message.
     *
     * @param options {@code event}, {@code echo}, {@code also}, {@code except}, {@code id}, and the
     *     sender's own {@code x-...} headers
     */
    Reply publish(String room, String body, Map<String, String> options);

    /** Asks a question that may be answered within 30 seconds. */
    Reply ask(String room, String body);

    Reply answer(String question, String body);

    Reply watch(String room);

    /**
     * Sends a command that nobody else notices. Its reply comes after everything that was sent to
     * this client before.
     */
    Reply fence();

    /** Returns the next thing that comes, and waits for it. */
    Heard hear();

    /** Returns everything that came since the last call, without waiting. */
    List<Heard> heardSoFar();

    /** Stops reading. */
    void freeze();

    /** Reads to the end of the connection; returns the code that the connection ends with. */
    String thaw();

    @Override
    void close();
}
