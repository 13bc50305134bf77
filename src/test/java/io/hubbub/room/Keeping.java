package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Subscription;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.RoomName;
import io.hubbub.quota.QuotaProperties;
import io.hubbub.quota.Quotas;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;

/** Stores for tests: one log, or none, for all namespaces. Time stands still. */
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

    public static Stores nothing() {
        return in(null, Runnable::run);
    }

    public static Stores in(RoomLogs log, Executor readers) {
        return new Stores(_ -> log, _ -> 0, new RecentIds(ID_WINDOW), UNBOUNDED, () -> 0, readers);
    }
}
