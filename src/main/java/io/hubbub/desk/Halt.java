package io.hubbub.desk;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run of messages. A client that sends several messages without waiting for answers
 * gives them a common run. If one of them is refused for now, the messages behind it must not
 * overtake it, so they are refused too. The client sends all of them again, in another run.
 *
 * @param run the client's name for the run
 */
public record Halt(String run, Refusal refusal) {

    /** The longest name of a run. A halt is remembered as long as its connection lasts. */
    public static final int MAX_RUN = 20;

    /** The halt after a refusal in a run; null if the messages behind it may go on. */
    public static @Nullable Halt after(@Nullable String run, Refusal refusal) {
        return run != null && refusal.code().comesBack() ? new Halt(run, refusal) : null;
    }

    /** Why a message of the run is refused; null if it is not. */
    public static @Nullable Refusal refusal(@Nullable Halt halt, @Nullable String run) {
        return halt != null && halt.run().equals(run) ? halt.refusal() : null;
    }
}
