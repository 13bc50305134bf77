package io.hubbub;

import io.hubbub.client.Time;
import io.hubbub.due.AlarmClock;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.embedded.EmbeddedRoomLogs;
import io.hubbub.engine.embedded.StoreSettings;
import io.hubbub.engine.memory.MemoryRoomLogs;
import io.hubbub.engine.memory.TransientRoomLogs;
import io.hubbub.namespace.History;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Namespaces;
import io.hubbub.quota.QuotaProperties;
import io.hubbub.quota.Quotas;
import io.hubbub.room.Stores;
import io.hubbub.vital.VitalSigns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the stores of messages: an engine for each kind. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({StoreProperties.class, QuotaProperties.class})
class StoreConfiguration {

    /** How many threads read pages of replays. They are few, because each may keep a core busy. */
    private static final int READERS = 2;

    /** A namespace that is no longer configured loses nothing that it kept. */
    private static final Retention UNTOUCHED = new Retention(0, Duration.ZERO, true);

    /** The ids of recent messages that are kept in memory. */
    @Bean
    RecentIds memoryIds(StoreProperties properties) {
        return new RecentIds(properties.idWindow(), properties.ids());
    }

    /** The ids of recent messages that are not kept. */
    @Bean
    RecentIds passingIds(StoreProperties properties) {
        return new RecentIds(properties.idWindow(), properties.ids());
    }

    @Bean(initMethod = "start")
    IdExpiry idExpiry(AlarmClock alarmClock, Time time, List<RecentIds> ids) {
        return new IdExpiry(alarmClock, time.epochMillis(), ids);
    }

    @Bean
    MemoryRoomLogs memoryRoomLogs(
            Namespaces namespaces, Time time, RecentIds memoryIds, StoreProperties properties) {
        return new MemoryRoomLogs(
                name -> retention(namespaces, name),
                time.epochMillis(),
                StoreConfiguration::epoch,
                memoryIds,
                properties.memory().toBytes());
    }

    /**
     * The store on disk. If no namespace keeps anything on disk, nothing is written and no
     * directory is made.
     */
    @Bean
    Disk disk(
            Namespaces namespaces,
            Time time,
            StoreProperties properties,
            VitalSigns signs,
            @Value("${hubbub.data:./data}") Path data) {
        if (!namespaces.use(History.Store.DISK)) {
            return new Disk(null);
        }
        StoreSettings settings =
                new StoreSettings(
                        data,
                        properties.idWindow(),
                        properties.ids(),
                        properties.reserve().toBytes(),
                        StoreSettings.QUEUE_BYTES);
        return new Disk(
                new EmbeddedRoomLogs(
                        settings,
                        name -> retention(namespaces, name),
                        time.epochMillis(),
                        StoreConfiguration::epoch,
                        signs::vital));
    }

    /** The store on disk; its logs are null if there is none. */
    record Disk(@Nullable EmbeddedRoomLogs logs) implements AutoCloseable {

        /** Why messages cannot be stored now; null if they can. */
        @Nullable String trouble() {
            return logs == null ? null : logs.trouble();
        }

        /** What the store lacked at its start; null for nothing. */
        @Nullable String lost() {
            return logs == null ? null : logs.lost();
        }

        @Override
        public void close() {
            if (logs != null) {
                logs.close();
            }
        }
    }

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService logReaders() {
        return Executors.newFixedThreadPool(
                READERS, Thread.ofPlatform().name("log-reader-", 0).daemon().factory());
    }

    /** The store of a namespace's messages; null if it keeps nothing. */
    @Bean
    Function<String, @Nullable RoomLogs> roomLogs(
            Namespaces namespaces, MemoryRoomLogs memory, Disk disk) {
        return name ->
                switch (store(namespaces.find(name))) {
                    case NONE -> null;
                    case MEMORY -> memory;
                    case DISK -> disk.logs();
                };
    }

    @Bean
    Quotas quotas(QuotaProperties properties, Time time) {
        return new Quotas(properties, time.nanos());
    }

    /** The engine of namespaces that keep nothing. */
    @Bean
    TransientRoomLogs transientRoomLogs(RecentIds passingIds, Time time) {
        return new TransientRoomLogs(StoreConfiguration::epoch, passingIds, time.epochMillis());
    }

    @Bean
    Stores stores(
            Namespaces namespaces,
            Function<String, @Nullable RoomLogs> roomLogs,
            TransientRoomLogs transientRoomLogs,
            ExecutorService logReaders,
            Quotas quotas) {
        return new Stores(
                name -> {
                    RoomLogs keeper = roomLogs.apply(name);
                    return keeper == null ? transientRoomLogs : keeper;
                },
                name -> maxRooms(namespaces.find(name)),
                quotas,
                logReaders);
    }

    /**
     * The health of the store. With it a balancer sends no publishers to a server that cannot
     * store. A store that lost messages accepts new ones, so it is up, but its operator reads of
     * the loss here.
     */
    @Bean
    HealthIndicator storeHealthIndicator(Disk disk) {
        return () -> {
            String trouble = disk.trouble();
            Health.Builder health =
                    trouble == null
                            ? Health.up()
                            : Health.outOfService().withDetail("trouble", trouble);
            String lost = disk.lost();
            return (lost == null ? health : health.withDetail("lost", lost)).build();
        };
    }

    @Bean
    MeterBinder storeMetrics(Disk disk, MemoryRoomLogs memory) {
        return registry -> {
            Gauge.builder("hubbub.store.rooms", memory, MemoryRoomLogs::count)
                    .tag("store", "memory")
                    .description("Rooms that keep something")
                    .register(registry);
            Gauge.builder("hubbub.store.bytes", memory, MemoryRoomLogs::bytes)
                    .tag("store", "memory")
                    .baseUnit("bytes")
                    .description("Bytes of kept messages")
                    .register(registry);
            EmbeddedRoomLogs kept = disk.logs();
            if (kept != null) {
                Gauge.builder("hubbub.store.rooms", kept, EmbeddedRoomLogs::count)
                        .tag("store", "disk")
                        .description("Rooms that keep something")
                        .register(registry);
                Gauge.builder("hubbub.store.bytes", kept, EmbeddedRoomLogs::bytes)
                        .tag("store", "disk")
                        .baseUnit("bytes")
                        .description("Bytes of kept messages")
                        .register(registry);
            }
            Gauge.builder("hubbub.store.writable", disk, d -> d.trouble() == null ? 1 : 0)
                    .description("Whether messages can be stored on disk")
                    .register(registry);
            Gauge.builder("hubbub.store.lost", disk, d -> d.lost() == null ? 0 : 1)
                    .description("Whether the store lacked reported messages at its start")
                    .register(registry);
        };
    }

    private static History.Store store(@Nullable Namespace namespace) {
        return namespace == null ? History.Store.NONE : namespace.policy().history().store();
    }

    private static int maxRooms(@Nullable Namespace namespace) {
        return namespace == null ? 0 : namespace.policy().maxRooms();
    }

    private static Retention retention(Namespaces namespaces, String name) {
        Namespace namespace = namespaces.find(name);
        if (namespace == null || store(namespace) == History.Store.NONE) {
            return UNTOUCHED;
        }
        History history = namespace.policy().history();
        return new Retention(
                history.size(),
                history.age(),
                history.sync() == History.Sync.ALWAYS,
                history.roomBytes().toBytes(),
                history.bytes().toBytes());
    }

    private static String epoch() {
        return CoreConfiguration.randomText(CoreConfiguration.EPOCH);
    }
}
