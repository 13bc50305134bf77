package io.hubbub.client;

import io.hubbub.message.Channel;
import io.hubbub.message.RoomName;
import org.jspecify.annotations.Nullable;

/** What a subscription listens to, such as a room or a private path of the user. */
public interface Source {

    /** The channel through which its messages come, as a value that a protocol can write. */
    Channel channel();

    /** The room whose member the subscribed client is; null if the source is no room. */
    default @Nullable RoomName memberOf() {
        return null;
    }

    /** A path whose messages are for this client's own user. */
    record Private(String path) implements Source {
        @Override
        public Channel channel() {
            return new Channel.OfUser(path);
        }
    }

    /**
     * A path of the application, which answers once, when a client subscribes to it.
     *
     * @param written as the client wrote it
     */
    record Application(String written) implements Source {
        @Override
        public Channel channel() {
            return new Channel.OfApplication(written);
        }
    }
}
