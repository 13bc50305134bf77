package io.hubbub.bench;

import java.time.Duration;

/** Decides when to publish the next message. It has state, so each load has its own. */
interface PublishPace {

    /**
     * How many messages to publish now, where {@code inFlight} have not yet reached the slowest
     * member.
     */
    int due(long nowNanos, long inFlight);

    /** Takes one of the messages that are due and returns the time that its latency counts from. */
    long take(long nowNanos);

    /** How long the client may look at no socket and publish nothing. */
    long pauseNanos(long nowNanos);

    /** A window of messages is always in flight: the load is as fast as the server is. */
    final class ClosedLoop implements PublishPace {

        private final int window;
        private final long pauseNanos;

        /**
         * @param pause between two looks at the sockets: a fraction of what the window lasts
         */
        ClosedLoop(int window, Duration pause) {
            this.window = window;
            this.pauseNanos = pause.toNanos();
        }

        @Override
        public int due(long nowNanos, long inFlight) {
            // In quarters: topping up message by message would cost the client, and so the server
            // beside it, a write each.
            return inFlight <= window - window / 4 ? (int) (window - inFlight) : 0;
        }

        @Override
        public long take(long nowNanos) {
            return nowNanos;
        }

        @Override
        public long pauseNanos(long nowNanos) {
            return pauseNanos;
        }
    }

    /**
     * Evenly spaced, however slow the server is. Latency counts from when a message was due, so a
     * late client hides none.
     */
    final class FixedRate implements PublishPace {

        private static final long SHORT_PAUSE_NANOS = Duration.ofMillis(1).toNanos() / 2;

        private final long intervalNanos;
        private final long phaseNanos;

        /** Zero before the first question, which starts the clock. */
        private long nextNanos;

        FixedRate(int messagesPerSecond) {
            this(Duration.ofSeconds(1).dividedBy(messagesPerSecond), Duration.ZERO);
        }

        /**
         * @param phase from the first question to the first message, by which many that run beside
         *     each other take turns
         */
        FixedRate(Duration interval, Duration phase) {
            this.intervalNanos = interval.toNanos();
            this.phaseNanos = phase.toNanos();
        }

        @Override
        public int due(long nowNanos, long inFlight) {
            if (nextNanos == 0) {
                nextNanos = nowNanos + phaseNanos;
            }
            return nextNanos > nowNanos ? 0 : (int) ((nowNanos - nextNanos) / intervalNanos) + 1;
        }

        @Override
        public long take(long nowNanos) {
            long dueNanos = nextNanos;
            nextNanos += intervalNanos;
            return dueNanos;
        }

        /** On average half of this pause is part of the latency measured. */
        @Override
        public long pauseNanos(long nowNanos) {
            return Math.clamp(nextNanos - nowNanos, 0, SHORT_PAUSE_NANOS);
        }
    }
}
