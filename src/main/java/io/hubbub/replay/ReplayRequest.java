package io.hubbub.replay;

import io.hubbub.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Which messages from before its join a client wants.
 *
 * @param since every message after this position; null if the client was never there
 * @param last at most this many of the newest messages; {@link #ALL} for every message after {@code
 *     since}
 */
public record ReplayRequest(@Nullable Position since, int last) {

    public static final int ALL = Integer.MAX_VALUE;

    /** No message from before the join. */
    public static final ReplayRequest LIVE = new ReplayRequest(null, 0);
}
