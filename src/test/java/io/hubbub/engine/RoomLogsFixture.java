package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of every engine's logs have in common. */
@Timeout(120)
public abstract class RoomLogsFixture implements EngineUnderTest {

    public static final Duration WINDOW = Duration.ofMinutes(5);
    protected static final int ALL = Integer.MAX_VALUE;
    protected static final RoomName LOBBY = new RoomName("chat", "lobby");
    protected static final RoomName HALL = new RoomName("chat", "hall");
    protected static final RoomName ELSEWHERE = new RoomName("news", "lobby");
    private static final Retention UNBOUNDED = new Retention(0, Duration.ZERO, true);

    protected final AtomicLong now = new AtomicLong(1_000_000_000);
    protected final Map<String, Retention> retentions = new ConcurrentHashMap<>();
    private final AtomicInteger epochs = new AtomicInteger();
    @TempDir protected Path directory;
    protected RoomLogs logs;

    @Override
    public RoomLogs logs() {
        return logs;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Retention retention(String namespace) {
        return retentions.getOrDefault(namespace, UNBOUNDED);
    }

    @Override
    public LongSupplier clock() {
        return now::get;
    }

    @Override
    public String newEpoch() {
        return "e" + epochs.incrementAndGet();
    }

    @BeforeEach
    void openLogs() throws Exception {
        logs = open();
    }

    @AfterEach
    void closeLogs() {
        logs.close();
    }

    protected CompletableFuture<Appended> send(Append append) {
        CompletableFuture<Appended> told = new CompletableFuture<>();
        logs.append(
                append,
                outcome -> {
                    if (!told.complete(outcome)) {
                        throw new AssertionError("told twice");
                    }
                });
        return told;
    }

    protected List<Position> stored(Append append) {
        return positions(await(send(append)));
    }

    protected void fill(RoomName room, int count) {
        for (int i = 0; i < count; i++) {
            stored(append("m" + i, room));
        }
    }

    protected List<String> bodies(RoomName room) {
        return logs.read(room, new From.After(0), ALL, ALL).messages().stream()
                .map(RoomLogsFixture::body)
                .toList();
    }

    protected static Append append(String body, RoomName... rooms) {
        return append(body, List.of(rooms), "alice", null);
    }

    protected static Append append(String body, RoomName room, String user, String id) {
        return append(body, List.of(room), user, id);
    }

    protected static Append append(String body, List<RoomName> rooms, String user, String id) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Message message = new Message("message", null, Map.of(), bytes, user, null, 1);
        return new Append(Routing.to(rooms), message, false, id, null, null);
    }

    protected static Append ephemeral(String body, RoomName... rooms) {
        Append append = append(body, rooms);
        return new Append(append.routing(), append.message(), true, null, null, null);
    }

    protected static Append by(Maker maker, String body, RoomName... rooms) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Message message = new Message("message", null, Map.of(), bytes, "alice", null, 1);
        return new Append(Routing.to(List.of(rooms)), message, false, null, maker, null);
    }

    /** The log of a room; fails where there is none. */
    protected Kept kept(RoomName room) {
        return logs.rooms(room.namespace()).stream()
                .filter(kept -> kept.room().equals(room))
                .findFirst()
                .orElseThrow();
    }

    protected static List<Position> positions(Appended outcome) {
        assertThat(outcome).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) outcome).positions();
    }

    protected static String body(Logged logged) {
        return new String(logged.message().body(), StandardCharsets.UTF_8);
    }

    protected static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    public interface Condition {
        boolean isMet() throws Exception;
    }

    /** Looks again and again, for a minute at most. */
    public static void awaitUntil(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try {
            while (!condition.isMet()) {
                assertThat(System.nanoTime()).as("a minute has passed").isLessThan(end);
                new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    protected interface Work {
        void run(int thread) throws Exception;
    }

    protected static void inThreads(int threads, Work work) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                all.add(
                        pool.submit(() -> {
                            work.run(thread);
                            return null;
                        }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
    }

    protected static List<RoomName> some(List<RoomName> rooms, Random random) {
        List<RoomName> some = new ArrayList<>(rooms);
        Collections.shuffle(some, random);
        return List.copyOf(some.subList(0, 1 + random.nextInt(Math.min(3, some.size()))));
    }

    protected static boolean passes(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
