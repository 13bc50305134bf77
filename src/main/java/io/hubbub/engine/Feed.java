package io.hubbub.engine;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Routing;
import org.jspecify.annotations.Nullable;

/**
 * Hears the messages of one room, whoever published them and on whatever node.
 *
 * <p>The engine calls a feed for one message after the other, in the order of their offsets. Only a
 * volatile message, which has no offset, may come at the same time as another. The engine calls
 * from its own threads and from threads that publish. A feed must not block, and must not call the
 * engine except for {@link Tail#span} and {@link Tail#close}. The engine logs what a feed throws,
 * and goes on.
 */
public interface Feed {

    /**
     * A message of the room.
     *
     * @param position null for a volatile message
     * @param local what the publisher handed to the engine with the message, if the publisher is in
     *     this process; else null. So a process need not decode its own messages
     */
    void said(
            @Nullable Position position, Message message, Routing routing, @Nullable Object local);

    /**
     * The room's past was removed or lost. Later messages have another epoch.
     *
     * <p>This is not called for a room that was never written to, because it has no past to lose.
     * The epoch of such a room may still change before its first message.
     *
     * @param now what the log holds
     */
    void broke(Span now);
}
