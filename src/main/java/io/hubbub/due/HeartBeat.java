package io.hubbub.due;

import java.time.Duration;

/**
 * The heart-beats that a client and the server agreed on.
 *
 * @param out how often the server sends one if it has nothing else to send; zero for never
 * @param in how often the client promised to send something; zero for no promise
 */
public record HeartBeat(Duration out, Duration in) {

    public static final HeartBeat NONE = new HeartBeat(Duration.ZERO, Duration.ZERO);
}
