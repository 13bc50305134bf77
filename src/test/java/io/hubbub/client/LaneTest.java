package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.due.HeartBeat;
import io.hubbub.vital.ThreadWatchdog;
import io.hubbub.vital.VitalSigns;
import java.time.Duration;
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
class LaneTest {

    private static final LaneLimits LIMITS = Core.limits(1_000_000, 100).of(LaneLimits.class);

    /** Time stands still: no tick ever wakes a lane that was not woken as it should be. */
    private static final Time STILL = new Time(() -> 0, () -> 0);

    private final Lane lane = new Lane(0, LIMITS, STILL, new VitalSigns());

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void tasksRunInTheOrderTheyWereGiven() {
        List<Integer> ran = new ArrayList<>();
        IntStream.range(0, 5_000).forEach(i -> lane.execute(_ -> ran.add(i)));

        runAll();

        assertThat(ran).hasSize(5_000).isSorted();
    }

    @Test
    void aBatchIsBounded() {
        AtomicInteger ran = new AtomicInteger();
        IntStream.range(0, 1_000).forEach(_ -> lane.execute(_ -> ran.incrementAndGet()));

        assertThat(lane.runBatch()).isTrue();

        assertThat(ran.get()).isBetween(1, 256);
    }

    @Test
    void aTaskThatFailsEndsNeitherTheBatchNorTheLane() {
        AtomicInteger ran = new AtomicInteger();
        lane.execute(_ -> {
            throw new IllegalStateException("on purpose");
        });
        lane.execute(_ -> {
            throw new AssertionError("on purpose");
        });
        lane.execute(_ -> ran.incrementAndGet());

        runAll();

        assertThat(ran).hasValue(1);
    }

    @Test
    void aFailureOfTheProcessEndsTheLaneAndIsHeardOf() throws Exception {
        VitalSigns signs = new VitalSigns();
        Lane dying = new Lane(4, LIMITS, STILL, signs);
        CountDownLatch told = new CountDownLatch(1);
        try (ThreadWatchdog watchdog = new ThreadWatchdog(signs, List.of(dying), told::countDown)) {
            watchdog.start();
            dying.start();
            dying.execute(_ -> {
                throw new OutOfMemoryError("on purpose");
            });

            await(told);
        } finally {
            dying.close();
        }

        assertThat(signs.trouble()).isEqualTo("lane-4 ended: OutOfMemoryError");
    }

    @Test
    void aLaneComesRoundAlsoWithNothingToDo() {
        long before = lane.rounds();

        lane.runBatch();

        assertThat(lane.rounds()).isNotEqualTo(before);
    }

    @Test
    void anEmptyLaneHoldsNoBytes() {
        lane.execute(new Sized(1_000));
        lane.execute(new Sized(0));
        assertThat(lane.inboxBytes()).isGreaterThan(1_000);

        runAll();

        assertThat(lane.inboxBytes()).isZero();
    }

    @Test
    void everyMarkIsNew() {
        assertThat(IntStream.range(0, 100).mapToLong(_ -> lane.nextMark()))
                .doesNotHaveDuplicates()
                .doesNotContain(0L);
    }

    @Test
    void noWakeUpIsLost() throws Exception {
        lane.start();
        int producers = 4;
        int rounds = 5_000;
        CyclicBarrier start = new CyclicBarrier(producers);
        AtomicLong ran = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < rounds; i++) {
                                    // Each waits for its own task: the lane parks all the time.
                                    CountDownLatch done = new CountDownLatch(1);
                                    await(start);
                                    lane.execute(_ -> {
                                        ran.incrementAndGet();
                                        done.countDown();
                                    });
                                    await(done);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(ran).hasValue((long) producers * rounds);
    }

    @Test
    void eachProducersTasksKeepTheirOrderOnARunningLane() throws Exception {
        lane.start();
        int producers = 4;
        int tasks = 20_000;
        int[] last = new int[producers];
        AtomicInteger outOfOrder = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(producers * tasks);
        for (int p = 0; p < producers; p++) {
            int producer = p;
            Thread.ofPlatform()
                    .start(() -> {
                        for (int i = 1; i <= tasks; i++) {
                            int number = i;
                            lane.execute(_ -> {
                                if (last[producer] != number - 1) {
                                    outOfOrder.incrementAndGet();
                                }
                                last[producer] = number;
                                done.countDown();
                            });
                        }
                    });
        }
        await(done);

        assertThat(outOfOrder).hasValue(0);
    }

    @Test
    void publishersWaitForALaneThatIsBehindAndGoOnWhenItCaughtUp() {
        int publishers = 8;
        CountDownLatch through = new CountDownLatch(publishers);
        CountDownLatch hold = new CountDownLatch(1);
        lane.start();
        lane.execute(_ -> await(hold));
        lane.execute(new Sized((int) LIMITS.inboxSize().toBytes()));
        List<Thread> threads =
                IntStream.range(0, publishers)
                        .mapToObj(_ ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            lane.awaitSpace();
                                            through.countDown();
                                        }))
                        .toList();
        while (threads.stream().anyMatch(t -> t.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        assertThat(through.getCount()).isEqualTo(publishers);

        hold.countDown();

        await(through);
    }

    @Test
    void theLaneItselfNeverWaitsForSpace() {
        CountDownLatch done = new CountDownLatch(1);
        lane.start();
        lane.execute(_ -> {
            lane.execute(new Sized((int) LIMITS.inboxSize().toBytes() + 1));
            lane.awaitSpace();
            done.countDown();
        });

        await(done);
    }

    @Test
    void closingRunsWhatWaitsAndLetsPublishersGo() {
        AtomicInteger ran = new AtomicInteger();
        lane.execute(new Sized((int) LIMITS.inboxSize().toBytes() + 1));
        IntStream.range(0, 1_000).forEach(_ -> lane.execute(_ -> ran.incrementAndGet()));
        lane.start();

        lane.close();

        assertThat(ran).hasValue(1_000);
        lane.awaitSpace();
    }

    @Test
    void clientsAreSpreadOverTheLanesEvenly() {
        Core core = new Core(3);

        List<Integer> lanes =
                IntStream.range(0, 6)
                        .mapToObj(_ -> core.connect().client().lane().index())
                        .toList();

        assertThat(lanes).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void aLaneLooksAfterEveryClientOnceATick() {
        Core core = new Core(1);
        HeartBeat beats = new HeartBeat(Duration.ofSeconds(1), Duration.ZERO);
        List<Core.Peer> peers =
                IntStream.range(0, 50)
                        .mapToObj(_ -> core.connect(null, core.format, beats))
                        .toList();
        // Some go, so that the others move within the lane's list.
        IntStream.range(0, 25).forEach(i -> peers.get(i * 2).client().ended());

        core.pass(Duration.ofSeconds(1));

        for (int i = 0; i < 50; i++) {
            assertThat(peers.get(i).wire().read()).hasSize(i % 2 == 0 ? 0 : 1);
        }
    }

    private void runAll() {
        boolean more = true;
        while (more) {
            more = lane.runBatch();
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

    private record Sized(int bytes) implements Lane.Task {
        @Override
        public void run(Lane lane) {}
    }
}
