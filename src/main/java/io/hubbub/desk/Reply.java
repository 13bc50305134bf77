package io.hubbub.desk;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.ReplayStart;
import org.jspecify.annotations.Nullable;

/** What became of a {@link Command}. Each command has one reply. */
public sealed interface Reply {

    /** It took effect. */
    Done DONE = new Done();

    /** Nobody can say whether every member got it, because clients are being dismissed. */
    Uncertain UNCERTAIN = new Uncertain();

    /** It took effect. */
    record Done() implements Reply {}

    /**
     * The message is kept as its namespace wants it, and in the outbox of every member.
     *
     * @param position where it stands in its first room; null for a volatile message, and where
     *     nothing is kept and nobody is there
     */
    record Published(@Nullable Position position) implements Reply {}

    /**
     * The client is a member. This reply is told on the client's lane, before any message of the
     * room is delivered.
     *
     * @param asked what the client asked for of the messages that came before
     * @param start where its subscription begins
     */
    record Joined(ReplayRequest asked, ReplayStart start) implements Reply {}

    /** The client is not told that it took effect, nor that it did not: it is dismissed anyway. */
    record Uncertain() implements Reply {}

    /**
     * Nobody can say whether it took effect, now or later. The client is to be closed, so that it
     * comes back and asks again; under an id of its own, a message is then published once.
     */
    record Unknown(Refusal why) implements Reply {}

    /** It had no effect. */
    record Refused(Refusal refusal) implements Reply {}
}
