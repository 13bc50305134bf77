package io.hubbub.client;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds under {@code hubbub.limits}.
 *
 * @param frameSize the longest frame a client may send, all bytes counted
 * @param headers how many headers a frame may have
 * @param headerSize the longest header line
 * @param subscriptionsPerClient how many subscriptions a client may hold
 * @param outboxSize what may wait for one client's socket; past it the client is closed
 * @param inboxSize what may wait for one lane; past it publishers wait
 * @param connectTime from the socket's opening to CONNECT
 * @param closeTime for a client to read its last frames before it is cut off
 */
@ConfigurationProperties("hubbub.limits")
public record Limits(
        @DefaultValue("64KB") DataSize frameSize,
        @DefaultValue("64") int headers,
        @DefaultValue("1KB") DataSize headerSize,
        @DefaultValue("128") int subscriptionsPerClient,
        @DefaultValue("1MB") DataSize outboxSize,
        @DefaultValue("4MB") DataSize inboxSize,
        @DefaultValue("10s") Duration connectTime,
        @DefaultValue("5s") Duration closeTime) {

    public Limits {
        positive("frame-size", frameSize.toBytes());
        positive("headers", headers);
        positive("header-size", headerSize.toBytes());
        positive("subscriptions-per-client", subscriptionsPerClient);
        positive("outbox-size", outboxSize.toBytes());
        positive("inbox-size", inboxSize.toBytes());
        positive("connect-time", connectTime);
        positive("close-time", closeTime);
    }

    /**
     * Checks what the server's own code is about to send: a body that no outbox can hold would
     * close every client that is to get it.
     *
     * @throws IllegalArgumentException where it is too long
     */
    public void requireSendable(byte[] body) {
        if (body.length > outboxSize.toBytes()) {
            throw new IllegalArgumentException(
                    "A body of " + body.length + " bytes is longer than hubbub.limits.outbox-size");
        }
    }

    private static void positive(String name, long value) {
        require(value > 0 && value <= Integer.MAX_VALUE, name, "more than 0 and less than 2 GB");
    }

    private static void positive(String name, Duration value) {
        boolean holds = value.isPositive() && value.compareTo(Duration.ofDays(1)) <= 0;
        require(holds, name, "more than 0 and at most a day");
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("hubbub.limits." + name + ": must be " + rule);
        }
    }
}
