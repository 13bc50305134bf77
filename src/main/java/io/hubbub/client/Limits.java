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
        positive("connect-time", connectTime.toNanos());
        positive("close-time", closeTime.toNanos());
    }

    private static void positive(String name, long value) {
        boolean tooMuch = value > Integer.MAX_VALUE && !name.endsWith("-time");
        if (value <= 0 || tooMuch) {
            throw new IllegalArgumentException(
                    "hubbub.limits." + name + ": must be more than 0 and less than 2 GB");
        }
    }
}
