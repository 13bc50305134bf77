package io.hubbub.quota;

import io.hubbub.engine.Maker;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What users and networks have made the server keep of late. Safe for every thread. */
public final class Quotas {

    private static final Duration PERIOD = Duration.ofHours(1);

    /** An account takes some 100 bytes. */
    private static final int ACCOUNTS = 100_000;

    private static final Refusal TOO_MANY_NEW_ROOMS = new Refusal(ErrorCode.TOO_MANY_NEW_ROOMS);
    private static final Refusal TOO_MUCH_STORED = new Refusal(ErrorCode.TOO_MUCH_STORED);

    private final QuotaProperties properties;
    private final LongSupplier nanos;
    private final Accounts<Long> roomsOfUsers;
    private final Accounts<Long> roomsOfNetworks;
    private final Accounts<Long> bytesOfUsers;
    private final Accounts<Long> bytesOfNetworks;

    public Quotas(QuotaProperties properties, LongSupplier nanos) {
        this.properties = properties;
        this.nanos = nanos;
        roomsOfUsers = accounts(properties.newRoomsPerUser(), nanos);
        roomsOfNetworks = accounts(properties.newRoomsPerAddress(), nanos);
        bytesOfUsers = accounts(properties.storedPerUser().toBytes(), nanos);
        bytesOfNetworks = accounts(properties.storedPerAddress().toBytes(), nanos);
    }

    private static Accounts<Long> accounts(long budget, LongSupplier nanos) {
        return new Accounts<>(budget, PERIOD, ACCOUNTS, nanos);
    }

    QuotaProperties properties() {
        return properties;
    }

    LongSupplier nanos() {
        return nanos;
    }

    /** Charges a room that is to be kept; returns why it may not be made, null where it may. */
    @Nullable Refusal makeRoom(Maker maker) {
        return charge(roomsOfUsers, roomsOfNetworks, maker, 1) ? null : TOO_MANY_NEW_ROOMS;
    }

    /** Charges what is to be stored; returns why it may not be, null where it may. */
    public @Nullable Refusal store(Maker maker, long bytes) {
        return charge(bytesOfUsers, bytesOfNetworks, maker, bytes) ? null : TOO_MUCH_STORED;
    }

    /** Both or none: who is refused is charged nothing. */
    private static boolean charge(
            Accounts<Long> ofUsers, Accounts<Long> ofNetworks, Maker maker, long amount) {
        if (!ofUsers.hasCredit(maker.user(), amount)
                || !ofNetworks.hasCredit(maker.network(), amount)) {
            return false;
        }
        ofUsers.charge(maker.user(), amount);
        ofNetworks.charge(maker.network(), amount);
        return true;
    }
}
