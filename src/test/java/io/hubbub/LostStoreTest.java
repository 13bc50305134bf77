package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.StoreConfiguration.Disk;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.EmbeddedRoomLogs;
import io.hubbub.engine.embedded.StoreSettings;
import io.hubbub.engine.memory.MemoryRoomLogs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** What an operator sees of a store that lost messages it had reported as kept. */
class LostStoreTest {

    @TempDir Path directory;

    @Test
    void healthAndMetricSayWhatIsLostAndTheStoreIsUp() throws Exception {
        open().close();
        assertThat(lost()).isZero();
        try (Stream<Path> files = Files.list(directory.resolve("rooms"))) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.write(log, new byte[0]);
            }
        }
        assertThat(lost()).isOne();
    }

    private double lost() throws Exception {
        StoreConfiguration configuration = new StoreConfiguration();
        try (Disk disk = new Disk(open())) {
            Health health = configuration.storeHealthIndicator(disk).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            configuration.storeMetrics(disk, memory()).bindTo(registry);
            double lost = registry.get("hubbub.store.lost").gauge().value();
            if (lost > 0) {
                assertThat(health.getDetails().get("lost"))
                        .asString()
                        .contains(directory.resolve("rooms").toString())
                        .contains("that were told");
            } else {
                assertThat(health.getDetails()).doesNotContainKey("lost");
            }
            return lost;
        }
    }

    private static MemoryRoomLogs memory() {
        return new MemoryRoomLogs(
                _ -> new Retention(0, Duration.ZERO, true),
                () -> 1,
                () -> "e",
                new RecentIds(Duration.ofMinutes(5)));
    }

    private EmbeddedRoomLogs open() {
        return new EmbeddedRoomLogs(
                new StoreSettings(directory),
                _ -> new Retention(0, Duration.ZERO, true),
                () -> 1,
                () -> UUID.randomUUID().toString(),
                work -> work);
    }
}
