package io.hubbub.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Publishers and subscribers of a few rooms. They go on when their connections break. */
final class Run implements AutoCloseable {

    /** After which a wait is given up. */
    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private static final List<String> ROOMS = List.of("red", "green", "blue");
    private static final int PUBLISHERS = 8;
    private static final int SUBSCRIBERS = 20;

    private final int port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable AssertionError> failure = new AtomicReference<>();
    private final Semaphore receipts = new Semaphore(0);
    private final CountDownLatch joined = new CountDownLatch(SUBSCRIBERS);
    private final CountDownLatch published = new CountDownLatch(PUBLISHERS);
    private final List<Publisher> publishers;
    private final List<Subscriber> subscribers;

    private volatile boolean over;

    /**
     * @param port where all connect
     */
    Run(int port) {
        this.port = port;
        publishers = IntStream.range(0, PUBLISHERS).mapToObj(this::publisher).toList();
        subscribers =
                IntStream.range(0, SUBSCRIBERS)
                        .mapToObj(i -> new Subscriber(this, "s" + i, ROOMS.get(i % ROOMS.size())))
                        .toList();
    }

    /** Some publish to two rooms, and one forgets. */
    private Publisher publisher(int i) {
        List<String> rooms = new ArrayList<>(List.of(ROOMS.get(i % ROOMS.size())));
        if (i < PUBLISHERS / 2) {
            rooms.add(ROOMS.get((i + 1) % ROOMS.size()));
        }
        return new Publisher(this, "p" + i, rooms, i == PUBLISHERS - 1);
    }

    // ---------------------------------------------------------------- what happens

    /** Returns when all subscribers are in their rooms. */
    void subscribe() {
        subscribers.forEach(threads::execute);
        await("the joins", () -> joined.getCount() == 0);
    }

    void publish() {
        publishers.forEach(publisher ->
                threads.execute(() -> {
                    publisher.run();
                    published.countDown();
                }));
    }

    /** Returns when so many more receipts have come. */
    void awaitReceipts(int count) {
        receipts.drainPermits();
        await(count + " receipts", () -> receipts.tryAcquire(count));
    }

    /**
     * Nothing new is published; returns when all that was has its receipt and every subscriber has
     * come to the end of its room.
     *
     * @param server where the logs are read
     */
    Map<String, RoomLog> finish(int server) throws IOException {
        over = true;
        await("the last receipts", () -> published.getCount() == 0);
        Map<String, RoomLog> logs = logs(server);
        for (Subscriber subscriber : subscribers) {
            RoomLog log = logs.get(subscriber.room());
            await(
                    "%s, which is at %s of %s"
                            .formatted(subscriber.name, subscriber.last(), log.end()),
                    () -> log.end().equals(subscriber.last()));
        }
        threads.shutdownNow();
        try {
            assertThat(threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return logs;
    }

    static Map<String, RoomLog> logs(int server) throws IOException {
        Map<String, RoomLog> logs = new HashMap<>();
        for (String room : ROOMS) {
            logs.put(room, RoomLog.read(server, room));
        }
        return logs;
    }

    /** After {@link #finish}: the promises are kept. */
    void check(Map<String, RoomLog> logs) {
        logs.forEach((room, log) -> {
            assertThat(log.bodies()).as("the log of " + room).isNotEmpty().doesNotHaveDuplicates();
            publishers.forEach(publisher -> publisher.check(room, log));
        });
        subscribers.forEach(subscriber -> subscriber.check(logs.get(subscriber.room())));
    }

    /** Waits, but no longer once somebody failed. */
    void await(String what, BooleanSupplier happened) {
        long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            AssertionError error = failure.get();
            if (error != null) {
                throw error;
            }
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("Waited " + LIMIT + " for " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    // ---------------------------------------------------------------- what visitors tell and ask

    int port() {
        return port;
    }

    boolean isOver() {
        return over;
    }

    void joined() {
        joined.countDown();
    }

    void receipted() {
        receipts.release();
    }

    /** The first failure is the one that counts. */
    void failed(AssertionError error) {
        failure.compareAndSet(null, error);
    }
}
