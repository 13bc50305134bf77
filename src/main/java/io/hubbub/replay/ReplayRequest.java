package io.hubbub.replay;

import io.hubbub.message.Position;

import org.jspecify.annotations.Nullable;

/**
 * What a client that joins wants of what was said before.
 *
 * @param since everything after this; null where it was not there before
 * @param last no more than so many, the newest; {@link #ALL} for no bound, where {@code since} is
 *     given
 */
public record ReplayRequest(@Nullable Position since, int last) {

    public static final int ALL = Integer.MAX_VALUE;

    /** Only what is said from now on. */
    public static final ReplayRequest LIVE = new ReplayRequest(null, 0);
}
