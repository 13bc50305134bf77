package io.hubbub.vital;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopTest {

    private static final int BATCH = 256;

    /** Counts batches, and wakes the loop for nothing but a deadline that a test sets. */
    private static final class Counting implements Loop.Chores {
        int batches;
        int atOnce;
        volatile long nextNanos = Long.MAX_VALUE / 4;

        @Override
        public boolean endBatch() {
            batches++;
            return atOnce-- > 0;
        }

        @Override
        public long nextNanos() {
            return nextNanos;
        }
    }

    private final VitalSigns signs = new VitalSigns();
    private final Counting chores = new Counting();
    private final List<Integer> ran = new ArrayList<>();

    /** Time stands still, so a deadline never wakes a loop that a producer should have woken. */
    private final Loop<List<Integer>> loop = new Loop<>("loop", ran, chores, BATCH, () -> 0, signs);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void tasksRunInTheOrderTheyWereGiven() {
        IntStream.range(0, 5_000).forEach(i -> loop.execute(all -> all.add(i)));

        runAll();

        assertThat(ran).hasSize(5_000).isSorted();
    }

    @Test
    void aBatchIsBoundedInTasksAndByATaskThatSaysItIsFull() {
        IntStream.range(0, 1_000).forEach(i -> loop.execute(all -> all.add(i)));
        assertThat(loop.runBatch()).isTrue();
        assertThat(ran).hasSize(BATCH);

        runAll();
        ran.clear();
        loop.execute(all -> {
            all.add(1);
            loop.fillBatch();
        });
        loop.execute(all -> all.add(2));
        assertThat(loop.runBatch()).isTrue();
        assertThat(ran).containsExactly(1);
        assertThat(loop.runBatch()).isTrue();
        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void everyBatchEndsWithTheChoresWhichMayWantAnother() {
        assertThat(loop.runBatch()).isFalse();
        chores.atOnce = 1;
        assertThat(loop.runBatch()).isTrue();
        assertThat(loop.runBatch()).isFalse();
        assertThat(chores.batches).isEqualTo(3);
        assertThat(loop.rounds()).isEqualTo(3);
    }

    @Test
    void aTaskThatFailsEndsNeitherTheBatchNorTheLoop() {
        loop.execute(_ -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(_ -> {
            throw new AssertionError("on purpose");
        });
        loop.execute(all -> all.add(1));

        assertThat(loop.runBatch()).isTrue();

        assertThat(ran).containsExactly(1);
        assertThat(chores.batches).isEqualTo(1);
    }

    @Test
    void aFailureOfTheProcessEndsTheLoopAndIsReported() {
        CountDownLatch dead = new CountDownLatch(1);
        try (ThreadWatchdog watchdog = new ThreadWatchdog(signs, List.of(loop), dead::countDown)) {
            watchdog.start();
            loop.start();
            loop.execute(_ -> {
                throw new OutOfMemoryError("on purpose");
            });
            await(dead);
        }

        assertThat(signs.trouble()).isEqualTo("loop ended: OutOfMemoryError");
    }

    @Test
    void anEmptyInboxHoldsNoBytes() {
        loop.execute(new Sized(1_000));
        loop.execute(new Sized(0));
        assertThat(loop.inboxBytes()).isGreaterThan(1_000);

        runAll();

        assertThat(loop.inboxBytes()).isZero();
    }

    @Test
    void noWakeUpIsLost() throws Exception {
        loop.start();
        int producers = 4;
        int rounds = 5_000;
        CyclicBarrier start = new CyclicBarrier(producers);
        AtomicLong count = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < rounds; i++) {
                                    // Each waits for its own task, so the loop parks all the time.
                                    CountDownLatch done = new CountDownLatch(1);
                                    await(start);
                                    loop.execute(_ -> {
                                        count.incrementAndGet();
                                        done.countDown();
                                    });
                                    await(done);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(count).hasValue((long) producers * rounds);
    }

    @Test
    void aDeadlineWakesALoopThatNoTaskWakes() {
        CountDownLatch woken = new CountDownLatch(3);
        Loop.Chores due =
                new Loop.Chores() {
                    @Override
                    public boolean endBatch() {
                        woken.countDown();
                        return false;
                    }

                    @Override
                    public long nextNanos() {
                        return TimeUnit.MILLISECONDS.toNanos(1);
                    }
                };
        try (Loop<Object> waiting = new Loop<>("due", ran, due, BATCH, () -> 0, signs)) {
            waiting.start();
            await(woken);
        }
    }

    @Test
    void closingRunsWhatWaits() {
        AtomicInteger count = new AtomicInteger();
        IntStream.range(0, 1_000).forEach(_ -> loop.execute(_ -> count.incrementAndGet()));
        loop.start();

        loop.close();

        assertThat(count).hasValue(1_000);
        assertThat(loop.isStopped()).isTrue();
    }

    @Test
    void onlyTheLoopsOwnThreadIsCurrent() {
        assertThat(loop.isCurrent()).isFalse();
        CountDownLatch current = new CountDownLatch(1);
        loop.start();
        loop.execute(_ -> {
            if (loop.isCurrent()) {
                current.countDown();
            }
        });
        await(current);
    }

    private void runAll() {
        while (loop.runBatch()) {
            // Until there is nothing left.
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private record Sized(int bytes) implements Loop.Task<Object> {
        @Override
        public void run(Object owner) {}
    }
}
