package io.hubbub.quota;

import io.hubbub.engine.Maker;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How much users and networks made the server keep in the last hour. Safe for every thread. */
public final class Quotas {

    private static final Duration PERIOD = Duration.ofHours(1);

    /** How many keys each rate remembers. A key takes about 100 bytes. */
    private static final int KEYS = 100_000;

    private static final Refusal TOO_MANY_NEW_ROOMS = new Refusal(ErrorCode.TOO_MANY_NEW_ROOMS);
    private static final Refusal TOO_MUCH_STORED = new Refusal(ErrorCode.TOO_MUCH_STORED);

    private final QuotaProperties properties;
    private final LongSupplier nanos;
    private final Usage<Long> roomsOfUsers;
    private final Usage<Long> roomsOfNetworks;
    private final Usage<Long> bytesOfUsers;
    private final Usage<Long> bytesOfNetworks;

    public Quotas(QuotaProperties properties, LongSupplier nanos) {
        this.properties = properties;
        this.nanos = nanos;
        roomsOfUsers = usage(properties.newRoomsPerUser(), nanos);
        roomsOfNetworks = usage(properties.newRoomsPerAddress(), nanos);
        bytesOfUsers = usage(properties.storedPerUser().toBytes(), nanos);
        bytesOfNetworks = usage(properties.storedPerAddress().toBytes(), nanos);
    }

    private static Usage<Long> usage(long budget, LongSupplier nanos) {
        return new Usage<>(budget, PERIOD, KEYS, nanos);
    }

    QuotaProperties properties() {
        return properties;
    }

    LongSupplier nanos() {
        return nanos;
    }

    /** Charges a room that will be kept. Returns why the room may not be made; null if it may. */
    @Nullable Refusal makeRoom(Maker maker) {
        return charge(roomsOfUsers, roomsOfNetworks, maker, 1) ? null : TOO_MANY_NEW_ROOMS;
    }

    /** Charges bytes that will be stored. Returns why they may not be stored; null if they may. */
    public @Nullable Refusal store(Maker maker, long bytes) {
        return charge(bytesOfUsers, bytesOfNetworks, maker, bytes) ? null : TOO_MUCH_STORED;
    }

    /** Charges both the user and the network, or neither. */
    private static boolean charge(
            Usage<Long> ofUsers, Usage<Long> ofNetworks, Maker maker, long amount) {
        if (!ofUsers.hasCredit(maker.user(), amount)
                || !ofNetworks.hasCredit(maker.network(), amount)) {
            return false;
        }
        ofUsers.charge(maker.user(), amount);
        ofNetworks.charge(maker.network(), amount);
        return true;
    }
}
