package io.hubbub.desk;

import io.hubbub.message.Refusal;

import org.jspecify.annotations.Nullable;

/**
 * Why nothing more of a client's run of messages is taken. A client that sends several messages
 * before the first is answered gives them a run: where one is refused for now, those that are on
 * their way behind it must not overtake it, and are refused likewise. It sends all of them again,
 * in another run.
 *
 * @param run the client's word for it
 */
public record Halt(String run, Refusal refusal) {

    /** The longest word for a run; a halt is remembered for as long as its connection lasts. */
    public static final int MAX_RUN = 20;

    /** What a refusal of a message of this run means for those behind it; null for nothing. */
    public static @Nullable Halt after(@Nullable String run, Refusal refusal) {
        return run != null && refusal.code().comesBack() ? new Halt(run, refusal) : null;
    }

    /** Why a message of this run is not taken; null where it is. */
    public static @Nullable Refusal refusal(@Nullable Halt halt, @Nullable String run) {
        return halt != null && halt.run().equals(run) ? halt.refusal() : null;
    }
}
