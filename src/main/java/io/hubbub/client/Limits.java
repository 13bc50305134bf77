package io.hubbub.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds under {@code hubbub.limits}. One that is set to 0 is none, and reads as the largest
 * value here, so that whoever compares needs no second case; but for those that say so below, which
 * read 0.
 *
 * @param frameSize the longest frame a client may send, all bytes counted
 * @param headers how many headers a frame may have
 * @param headerSize the longest header line
 * @param subscriptionsPerClient how many subscriptions a client may hold
 * @param outboxSize what may wait for one client's socket; past it the client is closed
 * @param inboxSize what may wait for one lane; past it publishers wait. Never none
 * @param connectTime from the socket's opening to CONNECT
 * @param closeTime for a client to read its last frames before it is cut off. Never none
 * @param asksPerClient how many questions of one client may be open; 0 for no bound
 * @param askTime the longest that a client may wait for answers; 0 for no bound
 * @param askReceivers how many members the rooms of a client's question may have together; 0 for no
 *     bound
 * @param answersSize what the answers to one question may hold together; 0 for no bound
 * @param clientsPerUser how many clients a user may have
 * @param clientsPerAddress how many clients may come from one {@link Origin#network}. It may be a
 *     proxy's that many people share
 * @param messagesPerSecond how many frames a client may send; 0 for no bound
 * @param bytesPerSecond how many bytes a client may send; 0 for no bound
 * @param shutdownTime over which clients are dismissed when the server goes away; 0 for all at once
 * @param heldSize what may be held for all clients together; where it is not set, that part of the
 *     largest heap which what is kept, and what every client costs, leave for it
 * @param heldSizePerAddress what may be held for one {@link Origin#network}; where it is not set
 *     half of that, as it may be a proxy's that many people share
 * @param frameTime from a frame's first byte to its last
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
        @DefaultValue("5s") Duration closeTime,
        @DefaultValue("100") int asksPerClient,
        @DefaultValue("60s") Duration askTime,
        @DefaultValue("1000") int askReceivers,
        @DefaultValue("256KB") DataSize answersSize,
        @DefaultValue("100") int clientsPerUser,
        @DefaultValue("10000") int clientsPerAddress,
        @DefaultValue("1000") int messagesPerSecond,
        @DefaultValue("1MB") DataSize bytesPerSecond,
        @DefaultValue("2s") Duration shutdownTime,
        @Nullable DataSize heldSize,
        @Nullable DataSize heldSizePerAddress,
        @DefaultValue("30s") Duration frameTime) {

    /** What a bound of bytes may be at most: no JVM makes a longer array. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /** So long that a clock which counts nanoseconds never gets there. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final Duration DAY = Duration.ofDays(1);

    /** Of five parts of the heap, what may be held for clients. */
    private static final int HELD_FIFTHS = 2;

    public Limits {
        bound("frame-size", frameSize);
        bound("headers", headers);
        bound("header-size", headerSize);
        bound("subscriptions-per-client", subscriptionsPerClient);
        bound("outbox-size", outboxSize);
        bound("inbox-size", inboxSize);
        require(inboxSize.toBytes() > 0, "inbox-size", "more than 0");
        bound("connect-time", connectTime);
        bound("close-time", closeTime);
        require(closeTime.isPositive(), "close-time", "more than 0");
        bound("asks-per-client", asksPerClient);
        bound("ask-time", askTime);
        bound("ask-receivers", askReceivers);
        bound("answers-size", answersSize);
        bound("clients-per-user", clientsPerUser);
        bound("clients-per-address", clientsPerAddress);
        bound("messages-per-second", messagesPerSecond);
        bound("bytes-per-second", bytesPerSecond);
        bound("shutdown-time", shutdownTime);
        notNegative("held-size", heldSize);
        notNegative("held-size-per-address", heldSizePerAddress);
        bound("frame-time", frameTime);

        frameSize = orMost(frameSize);
        headers = orMost(headers);
        headerSize = orMost(headerSize);
        subscriptionsPerClient = orMost(subscriptionsPerClient);
        outboxSize = orMost(outboxSize);
        connectTime = connectTime.isZero() ? FOREVER : connectTime;
        clientsPerUser = orMost(clientsPerUser);
        clientsPerAddress = orMost(clientsPerAddress);
        frameTime = frameTime.isZero() ? FOREVER : frameTime;
    }

    /** What may be held for all clients together, in bytes. */
    public long heldBytes(long largestHeap) {
        return heldSize == null ? largestHeap / 5 * HELD_FIFTHS : orNone(heldSize);
    }

    /** What may be held for one network, in bytes. */
    public long heldBytesPerAddress(long largestHeap) {
        return heldSizePerAddress == null ? heldBytes(largestHeap) / 2 : orNone(heldSizePerAddress);
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

    private static int orMost(int count) {
        return count == 0 ? Integer.MAX_VALUE : count;
    }

    private static DataSize orMost(DataSize size) {
        return size.toBytes() == 0 ? DataSize.ofBytes(MOST_BYTES) : size;
    }

    private static long orNone(DataSize size) {
        return size.toBytes() == 0 ? Long.MAX_VALUE : size.toBytes();
    }

    private static void notNegative(String name, @Nullable DataSize size) {
        require(size == null || !size.isNegative(), name, "0 or more");
    }

    private static void bound(String name, int count) {
        require(count >= 0, name, "0 or more");
    }

    private static void bound(String name, DataSize size) {
        boolean holds = size.toBytes() >= 0 && size.toBytes() <= MOST_BYTES;
        require(holds, name, "0 or more, and less than 2 GB");
    }

    private static void bound(String name, Duration time) {
        require(
                !time.isNegative() && time.compareTo(DAY) <= 0,
                name,
                "0 or more, and at most a day");
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("hubbub.limits." + name + ": must be " + rule);
        }
    }
}
