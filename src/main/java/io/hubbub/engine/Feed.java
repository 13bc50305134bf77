package io.hubbub.engine;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Routing;
import org.jspecify.annotations.Nullable;

/**
 * Hears what is said in one room, whoever published it and on whichever node.
 *
 * <p>The engine calls a feed for one message after the other, in the order of their offsets; only a
 * volatile message, which has none, may come at the same time as another. The engine calls from its
 * own threads and from threads that publish. A feed must not block, and must not call the engine
 * except for {@link Tail#span} and {@link Tail#close}. The engine logs what a feed throws, and goes
 * on.
 */
public interface Feed {

    /**
     * A message of the room.
     *
     * @param position null for a volatile message, which has none
     * @param local what the publisher handed to the engine with the message, where it did that in
     *     this process; else null. It saves this process from decoding its own message
     */
    void said(
            @Nullable Position position, Message message, Routing routing, @Nullable Object local);

    /**
     * The room's past was removed or lost. What is said from now on has another epoch.
     *
     * <p>This is not called for a room that nothing was ever written to, as it has no past to lose.
     * Its epoch may still change before its first message.
     *
     * @param now what the log holds
     */
    void broke(Span now);
}
