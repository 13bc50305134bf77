package io.hubbub.client;

import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.RoomName;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Format;
import org.jspecify.annotations.Nullable;

/** A format whose messages depend on nothing but the id of the subscription. */
public interface FormatById extends Format {

    byte[] message(Envelope envelope, @Nullable String subscription);

    /** How the messages of one subscription are written. */
    record OfSubscription(FormatById format, @Nullable String subscription) implements Dialect {
        @Override
        public byte[] encode(Envelope envelope) {
            return format.message(envelope, subscription);
        }
    }

    @Override
    default String subscriptionId(Channel channel) {
        return channel instanceof Channel.OfRoom(RoomName room)
                ? "server-made " + room
                : "server-made " + channel;
    }

    @Override
    default Dialect dialect(@Nullable String subscription) {
        return new OfSubscription(this, subscription);
    }
}
