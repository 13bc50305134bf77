package io.hubbub.engine.embedded;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the engine does by itself while nobody sends anything. */
class QuietTest extends EmbeddedFixture {

    @Test
    void oldMessagesLeaveTheDiskThoughNobodyWrites() throws Exception {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), false));
        String body = "x0123456789".repeat(400);
        for (int i = 0; i < 4_000; i++) {
            logs.append(append(body + i, LOBBY, "alice", "id" + i), outcome -> {});
        }
        stored(append("last", LOBBY, "alice", "last"));
        assertThat(size()).isGreaterThan(16 * MEGABYTE);
        now.addAndGet(2 * WINDOW.toMillis());
        for (int i = 0; i < 120; i++) {
            now.addAndGet(1_000);
            store().sweep();
            awaitUntil(store()::isIdle);
        }
        assertThat(size()).isLessThan(MEGABYTE);
    }

    @Test
    void idsThatBecameTablesLeaveTheDiskToo() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10_000; i++) {
                // Random bytes, which compression does not make shorter.
                String id =
                        random.ints(100, 'a', '{').mapToObj(Character::toString).collect(joining());
                logs.append(append("m", LOBBY, "alice", id), outcome -> {});
            }
            stored(append("last", LOBBY));
            store().flush();
        }
        logs.trim(LOBBY, logs.span(LOBBY).newest());
        assertThat(tables()).isGreaterThan(MEGABYTE);
        now.addAndGet(2 * WINDOW.toMillis());
        for (int i = 0; i < 120; i++) {
            now.addAndGet(1_000);
            store().sweep();
            awaitUntil(store()::isIdle);
        }
        assertThat(tables()).isLessThan(MEGABYTE / 2);
    }

    private long tables() throws Exception {
        long sum = 0;
        for (Path file : files(logsDirectory())) {
            sum += file.toString().endsWith(".sst") ? Files.size(file) : 0;
        }
        return sum;
    }

    private long size() throws Exception {
        long sum = 0;
        for (Path file : files(logsDirectory())) {
            sum += Files.size(file);
        }
        return sum;
    }
}
