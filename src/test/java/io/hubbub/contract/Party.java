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
     * @param refusal the code of the refusal; null where the command was done
     * @param position where a published message stands; null where nothing says so
     */
    record Reply(@Nullable String refusal, @Nullable String position) {}

    /**
     * What a client heard.
     *
     * @param of the room that the message is for, {@code presence of} and a room, or {@code
     *     answers}
     * @param client the public id of the sending client; null where nobody sent it
     * @param position null where it has none
     * @param question what an answer names; null where nobody is asked
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

    /** Puts a question, for whose answers there are 30 seconds. */
    Reply ask(String room, String body);

    Reply answer(String question, String body);

    Reply watch(String room);

    /** Does what nobody hears of. Its reply comes after all that this client was sent before. */
    Reply fence();

    /** The next that was not heard yet; waits for it. */
    Heard hear();

    /** All that came and was not heard yet; waits for nothing. */
    List<Heard> heardSoFar();

    /** Sends what is no frame of any protocol, and reads until the connection has ended. */
    String sendNonsense();

    /** Publishes a body that is too long, and reads until the connection has ended. */
    String publishTooMuch(String room);

    /** Reads nothing any more. */
    void freeze();

    /** Reads all that came, until the connection has ended; returns the code that it ended with. */
    String thaw();

    @Override
    void close();
}
