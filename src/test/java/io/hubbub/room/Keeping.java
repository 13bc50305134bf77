package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Subscription;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.memory.TransientRoomLogs;
import io.hubbub.message.RoomName;
import io.hubbub.quota.QuotaProperties;
import io.hubbub.quota.Quotas;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores for tests: one engine for all namespaces. Time stands still. */
public final class Keeping {

    private static final Duration ID_WINDOW = Duration.ofMinutes(5);

    /** Sees nothing. */
    public static final MembershipListener UNSEEN =
            new MembershipListener() {
                @Override
                public void joined(Client client, RoomName room) {}

                @Override
                public void left(Client client, RoomName room, boolean mayReturn) {}

                @Override
                public void ended(Collection<Subscription> held) {}
            };

    public static final Quotas UNBOUNDED = new Quotas(QuotaProperties.NONE, () -> 0);

    private Keeping() {}

    /** An engine that keeps nothing. Its epochs are e1, e2, ... */
    public static Stores nothing() {
        AtomicInteger epochs = new AtomicInteger();
        RecentIds ids = new RecentIds(ID_WINDOW);
        return in(
                new TransientRoomLogs(() -> "e" + epochs.incrementAndGet(), ids, () -> 0),
                Runnable::run);
    }

    public static Stores in(RoomLogs logs, Executor readers) {
        return new Stores(_ -> logs, _ -> 0, UNBOUNDED, readers);
    }
}
