package io.hubbub;

import io.hubbub.due.Alarm;
import io.hubbub.engine.RecentIds;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets senders' ids when their time is over. Otherwise the last ids of a burst would stay in
 * memory until somebody sends the next message. The store on disk does this itself.
 */
final class IdExpiry {

    static final Duration EVERY = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(IdExpiry.class);

    private final Alarm alarm;
    private final LongSupplier epochMillis;
    private final List<RecentIds> all;

    IdExpiry(Alarm alarm, LongSupplier epochMillis, List<RecentIds> all) {
        this.alarm = alarm;
        this.epochMillis = epochMillis;
        this.all = List.copyOf(all);
    }

    void start() {
        alarm.set(EVERY, this::forget);
    }

    private void forget() {
        try {
            all.forEach(ids -> ids.expire(epochMillis.getAsLong()));
        } catch (RuntimeException e) {
            log.warn("Could not forget expired ids", e);
        }
        start();
    }
}
