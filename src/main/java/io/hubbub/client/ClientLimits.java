package io.hubbub.client;

import static io.hubbub.property.PropertyRules.orUnlimited;

import io.hubbub.property.PropertyRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How many clients there may be, what each may hold, and how long it may take. 0 means unlimited.
 * It is stored as the maximum.
 *
 * @param clientsPerUser how many clients a user may have
 * @param clientsPerAddress how many clients may come from one {@link Origin#network}. Many people
 *     may share a network behind a proxy
 * @param subscriptionsPerClient how many subscriptions a client may hold
 * @param outboxSize how much may wait for one client's socket. A client with more is closed
 * @param connectTime how long a client may take from the opening of its socket until it is accepted
 * @param frameTime how long a client may take from a frame's first byte to its last
 * @param closeTime how long a client may take to read its last frames before its connection is
 *     dropped. Never unlimited: a dead connection would stay for ever
 */
@ConfigurationProperties("hubbub.limits")
public record ClientLimits(
        @DefaultValue("100") int clientsPerUser,
        @DefaultValue("10000") int clientsPerAddress,
        @DefaultValue("128") int subscriptionsPerClient,
        @DefaultValue("1MB") DataSize outboxSize,
        @DefaultValue("10s") Duration connectTime,
        @DefaultValue("30s") Duration frameTime,
        @DefaultValue("5s") Duration closeTime) {

    public ClientLimits {
        PropertyRules rules = new PropertyRules("hubbub.limits");
        rules.count("clients-per-user", clientsPerUser);
        rules.count("clients-per-address", clientsPerAddress);
        rules.count("subscriptions-per-client", subscriptionsPerClient);
        rules.size("outbox-size", outboxSize);
        rules.time("connect-time", connectTime);
        rules.time("frame-time", frameTime);
        rules.time("close-time", closeTime);
        rules.require(closeTime.isPositive(), "close-time", "must be more than 0");
        clientsPerUser = orUnlimited(clientsPerUser);
        clientsPerAddress = orUnlimited(clientsPerAddress);
        subscriptionsPerClient = orUnlimited(subscriptionsPerClient);
        outboxSize = orUnlimited(outboxSize);
        connectTime = orUnlimited(connectTime);
        frameTime = orUnlimited(frameTime);
    }

    /**
     * Checks a body that the server's own code is about to send. A body that no outbox can hold
     * would close every client that is to receive it.
     *
     * @throws IllegalArgumentException if the body is too long
     */
    public void requireSendable(byte[] body) {
        if (body.length > outboxSize.toBytes()) {
            throw new IllegalArgumentException(
                    "A body of " + body.length + " bytes is longer than hubbub.limits.outbox-size");
        }
    }
}
