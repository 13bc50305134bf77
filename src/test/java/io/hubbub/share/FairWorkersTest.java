package io.hubbub.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FairWorkersTest {

    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private FairWorkers turns = turns(0, 0, 0);

    /** The job that keeps the one thread busy. */
    private Future<String> first = CompletableFuture.completedFuture("");

    private static FairWorkers turns(int perUser, int perAddress, int total) {
        return new FairWorkers(
                "test", 1, new FairWorkers.Bounds(perUser, perAddress, total, Duration.ofDays(1)));
    }

    @AfterEach
    void close() {
        go.countDown();
        turns.close();
        askers.close();
    }

    /** Keeps the one thread busy until it is released. */
    private void occupy() throws InterruptedException {
        first =
                askers.submit(() ->
                        turns.take(
                                "first",
                                "first",
                                () -> {
                                    begun.countDown();
                                    hold();
                                    return "first";
                                }));
        begun.await();
    }

    private void hold() {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks for a turn. Returns once the job waits. */
    private Future<String> ask(String user, String address, String name) {
        int before = turns.count();
        Future<String> asked = begin(user, address, name);
        await().until(() -> turns.count() > before || asked.isDone());
        return asked;
    }

    private Future<String> begin(String user, String address, String name) {
        return askers.submit(() ->
                turns.take(
                        user,
                        address,
                        () -> {
                            done.add(name);
                            return name;
                        }));
    }

    @Test
    void addressesTakeTurnsHoweverMuchOneOfThemWants() throws Exception {
        occupy();
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(ask("crowd" + i, "a", "a" + i));
        }
        all.add(ask("bob", "b", "b0"));
        all.add(ask("bob", "b", "b1"));
        all.add(ask("carol", "c", "c0"));
        go.countDown();
        for (Future<String> asked : all) {
            assertThat(asked.get()).isNotNull();
        }
        assertThat(done).containsExactly("a0", "b0", "c0", "a1", "b1", "a2", "a3", "a4");
        await().untilAsserted(() -> assertThat(turns.count()).isZero());
    }

    @Test
    void aUserAndAnAddressHaveSoManyThatWaitOrAreAtWork() throws Exception {
        turns.close();
        turns = turns(1, 2, 0);
        occupy();
        assertThat(turns.<String>take("first", "elsewhere", () -> "x")).isNull();
        Future<String> second = ask("second", "first", "second");
        assertThat(turns.<String>take("third", "first", () -> "x")).isNull();
        assertThat(turns.refused()).isEqualTo(2);
        go.countDown();
        assertThat(first.get()).isEqualTo("first");
        assertThat(second.get()).isEqualTo("second");
        await().until(() -> turns.count() == 0);
        assertThat(turns.<String>take("third", "first", () -> "x")).isEqualTo("x");
    }

    @Test
    void whereAllPlacesAreTakenTheLastOfTheLargestCrowdGivesWayToALesser() throws Exception {
        turns.close();
        turns = turns(0, 0, 4);
        occupy();
        Future<String> a0 = ask("a0", "a", "a0");
        Future<String> a1 = ask("a1", "a", "a1");
        Future<String> a2 = ask("a2", "a", "a2");
        Future<String> b = begin("b", "b", "b");
        assertThat(a2.get()).isNull();
        assertThat(begin("a3", "a", "a3").get()).isNull();
        go.countDown();
        assertThat(a0.get()).isEqualTo("a0");
        assertThat(a1.get()).isEqualTo("a1");
        assertThat(b.get()).isEqualTo("b");
        assertThat(done).containsExactly("a0", "b", "a1");
    }

    @Test
    void whoseTurnDoesNotComeInTimeGetsNoneAndLeavesItsPlace() throws Exception {
        occupy();
        assertThat(turns.<String>take("b", "b", () -> "x", Duration.ZERO)).isNull();
        assertThat(turns.count()).isEqualTo(1);
        go.countDown();
        await().until(() -> turns.count() == 0);
        assertThat(turns.<String>take("b", "b", () -> "x")).isEqualTo("x");
    }

    @Test
    void whatFailsFailsForWhoAskedAndTheThreadLivesOn() {
        assertThatThrownBy(() ->
                        turns.take(
                                "a",
                                "a",
                                () -> {
                                    throw new IllegalArgumentException("broken");
                                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broken");
        assertThat(turns.<String>take("a", "a", () -> "x")).isEqualTo("x");
    }

    @Test
    void whenItEndsNobodyWaitsAnyMore() throws Exception {
        occupy();
        Future<String> waiting = ask("b", "b", "b");
        turns.close();
        assertThat(waiting.get()).isNull();
        assertThat(turns.<String>take("c", "c", () -> "x")).isNull();
    }
}
