package io.hubbub.bench;

import java.time.Duration;

/** One load that each contender has to carry. */
enum Scenario {
    /** As fast as it goes: one room of 200, a window of messages always in flight. */
    SATURATED(200, 4, Duration.ofSeconds(1), Duration.ofSeconds(5)),
    /** As a large room talks: 1,000 members, 50 messages a second whatever the server does. */
    RATE(1_000, 1, Duration.ofSeconds(2), Duration.ofSeconds(8)),
    /** One to one, as fast as it goes: 500 rooms of one member, 50 clients that publish. */
    ONE_TO_ONE(500, 50, Duration.ofSeconds(1), Duration.ofSeconds(5)),
    /** As people talk in twos: 2,000 rooms of two, 10,000 messages a second in all. */
    PAIRS(4_000, 2_000, Duration.ofSeconds(2), Duration.ofSeconds(8)),
    /** Connected and silent: 20 rooms of 500. */
    IDLE(10_000, 0, Duration.ZERO, Duration.ZERO),
    /** Hubbub alone: publishing into rooms that are kept, against rooms that are not. */
    DURABLE(64, 64, Duration.ofSeconds(1), Duration.ofSeconds(5)),
    /** Hubbub alone: coming back to rooms that are kept. */
    RECOVERY(1_000, 0, Duration.ZERO, Duration.ZERO),
    /** Clients come to fresh processes: see {@link Arrivals}. */
    ARRIVAL(10_000, 0, Duration.ZERO, Duration.ZERO);

    /**
     * Messages in flight, counted against the slowest member. With frames of about 300 bytes it
     * keeps every outbox below 100 KB, far from both sides' bounds, and is enough that no side
     * waits for the client.
     */
    static final int WINDOW = 256;

    /** A tenth of what a window lasts at the highest speeds seen, so that it never runs dry. */
    static final Duration PAUSE = Duration.ofMillis(4);

    static final int MESSAGES_PER_SECOND = 50;
    static final int PAIRED_MESSAGES_PER_SECOND = 10_000;

    /** Messages of one publisher in flight, where each message has one receiver. */
    private static final int PUBLISHERS_WINDOW = 64;

    /** A fraction of what these windows last at the highest speeds seen. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(2);

    static final int IDLE_ROOMS = 20;

    /**
     * How long a fresh server is under saturating load before anything counts: its JIT needs this
     * long to settle.
     */
    static final Duration WARM_UP = Duration.ofSeconds(12);

    final int members;

    /** How many of the members also publish. */
    final int publishers;

    /** Load before the measured window, so that a room's first messages do not count. */
    final Duration leadIn;

    final Duration measured;

    Scenario(int members, int publishers, Duration leadIn, Duration measured) {
        this.members = members;
        this.publishers = publishers;
        this.leadIn = leadIn;
        this.measured = measured;
    }

    PublishPace pace() {
        return switch (this) {
            case SATURATED -> new PublishPace.ClosedLoop(WINDOW, PAUSE);
            case RATE -> new PublishPace.FixedRate(MESSAGES_PER_SECOND);
            case ONE_TO_ONE -> new PublishPace.ClosedLoop(PUBLISHERS_WINDOW, SHORT_PAUSE);
            case PAIRS, IDLE, DURABLE, RECOVERY, ARRIVAL ->
                    throw new IllegalStateException(name() + ": no room");
        };
    }
}
