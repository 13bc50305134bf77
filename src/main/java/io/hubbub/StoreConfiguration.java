package io.hubbub;

import io.hubbub.client.Time;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.memory.MemoryRoomLogs;
import io.hubbub.namespace.History;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Namespaces;
import io.hubbub.namespace.Policy;
import io.hubbub.room.Stores;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What keeps messages: an engine for each kind of store that some namespace asks for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

    /** Reads pages for those who come back. Few, as each may keep a core busy. */
    private static final int READERS = 2;

    @Bean(destroyMethod = "close")
    MemoryRoomLogs memoryRoomLogs(Namespaces namespaces, Time time, StoreProperties properties) {
        return new MemoryRoomLogs(
                name -> retention(namespaces, name),
                time.epochMillis(),
                () -> CoreConfiguration.randomText(CoreConfiguration.EPOCH),
                properties.idWindow(),
                properties.memory().toBytes());
    }

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService logReaders() {
        return Executors.newFixedThreadPool(
                READERS, Thread.ofPlatform().name("log-reader-", 0).daemon().factory());
    }

    @Bean
    Stores stores(
            Namespaces namespaces,
            MemoryRoomLogs memory,
            ExecutorService logReaders,
            Time time,
            StoreProperties properties) {
        return new Stores(
                name -> log(namespaces, name, memory),
                name -> policy(namespaces, name).maxRooms(),
                new RecentIds(properties.idWindow()),
                time.epochMillis(),
                logReaders);
    }

    private static @Nullable RoomLogs log(
            Namespaces namespaces, String name, MemoryRoomLogs memory) {
        Namespace namespace = namespaces.find(name);
        return switch (namespace == null
                ? History.Store.NONE
                : namespace.policy().history().store()) {
            case NONE -> null;
            case MEMORY, DISK -> memory;
        };
    }

    private static Retention retention(Namespaces namespaces, String name) {
        History history = policy(namespaces, name).history();
        return new Retention(history.size(), history.age(), history.sync() == History.Sync.ALWAYS);
    }

    private static Policy policy(Namespaces namespaces, String name) {
        Namespace namespace = namespaces.find(name);
        if (namespace == null) {
            throw new IllegalArgumentException("There is no namespace '" + name + "'");
        }
        return namespace.policy();
    }
}
