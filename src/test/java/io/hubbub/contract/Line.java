package io.hubbub.contract;

import org.jspecify.annotations.Nullable;

/** Carries STOMP frames to the server and back, for {@link StompParty}. */
public interface Line extends AutoCloseable {

    /** Sends one frame. */
    void send(String frame);

    /** The next frame, heart-beats included; null once the connection has ended. */
    @Nullable String next();

    /** Reads nothing until {@link #next} is called. */
    void freeze();

    @Override
    void close();
}
