package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine promises of {@link Presences}, except for graces: {@link GraceContract}. */
@Timeout(120)
public abstract class PresencesContract {

    protected static final RoomName ROOM = new RoomName("chat", "lobby");
    protected static final RoomName OTHER = new RoomName("chat", "other");

    private final ConcurrentLinkedQueue<PresenceChange> changes = new ConcurrentLinkedQueue<>();
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 5);
    private int markers;

    protected Presences presences;

    /** A running engine, on a clock that may overflow. */
    protected abstract Presences open(LongSupplier nanos);

    /** What the test does while it waits for the engine. */
    protected void work() {
        Thread.onSpinWait();
    }

    @BeforeEach
    void opened() {
        presences = open(nowNanos::get);
        presences.watch(ROOM, changes::add);
    }

    @AfterEach
    void closed() {
        presences.close();
    }

    protected final void pass(Duration time) {
        page(ROOM);
        nowNanos.addAndGet(time.toNanos());
        // A call wakes the engine, which cannot know that the clock was set.
        page(ROOM);
    }

    protected final <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        while (!future.isDone()) {
            work();
        }
        return future.join();
    }

    protected final PresencePage page(RoomName room) {
        return await(presences.read(room, null, 100));
    }

    protected final List<PresentUser> users() {
        return page(ROOM).users();
    }

    protected final void enter(RoomName room, String user, String client) {
        presences.enter(room, user, client);
    }

    protected final void leave(RoomName room, String client) {
        presences.leave(room, client, Duration.ZERO);
    }

    /** The changes of {@link #ROOM} that were told, as {@code user clients state count clients}. */
    protected final List<String> told() {
        // Whatever was to be told before this one has been told when this one is.
        String marker = "marker" + ++markers;
        enter(ROOM, marker, marker);
        leave(ROOM, marker);
        while (changes.stream().noneMatch(c -> isOf(c, marker) && c.now().clients() == 0)) {
            work();
        }
        return changes.stream()
                .filter(c -> !c.now().user().startsWith("marker"))
                .map(c ->
                        c.now().user()
                                + ' '
                                + c.now().clients()
                                + ' '
                                + c.now().state()
                                + ' '
                                + c.count()
                                + ' '
                                + c.clients())
                .toList();
    }

    private static boolean isOf(PresenceChange change, String user) {
        return change.now().user().equals(user);
    }

    // ---------------------------------------------------------------- users and states

    @Test
    void aRoomWhereNobodyIsIsEmpty() {
        PresencePage page = page(ROOM);
        assertThat(page.users()).isEmpty();
        assertThat(page.count()).isZero();
        assertThat(page.clients()).isZero();
    }

    @Test
    void aUserIsThereOnceWithAllItsClients() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "alice", "c2");
        enter(ROOM, "bob", "c3");
        enter(OTHER, "carol", "c4");
        assertThat(users())
                .containsExactly(
                        new PresentUser("alice", 2, null), new PresentUser("bob", 1, null));
        PresencePage page = await(presences.read(ROOM, null, 0));
        assertThat(page.users()).isEmpty();
        assertThat(page.count()).isEqualTo(2);
        assertThat(page.clients()).isEqualTo(3);
    }

    @Test
    void enteringTwiceIsEnteringOnce() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "alice", "c1");
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
        leave(ROOM, "c1");
        assertThat(users()).isEmpty();
        assertThat(told()).containsExactly("alice 1 null 1 1", "alice 0 null 0 0");
    }

    @Test
    void whoIsNotThereNeitherLeavesNorHasAState() {
        enter(ROOM, "alice", "c1");
        leave(ROOM, "c2");
        leave(OTHER, "c1");
        presences.state(ROOM, "c2", "{}");
        presences.state(OTHER, "c1", "{}");
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
        assertThat(told()).hasSize(1);
    }

    @Test
    void aUserShowsTheStateThatWasSetLast() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "alice", "c2");
        presences.state(ROOM, "c1", "{\"a\":1}");
        presences.state(ROOM, "c2", "{\"a\":2}");
        assertThat(users()).containsExactly(new PresentUser("alice", 2, "{\"a\":2}"));
        presences.state(ROOM, "c1", "{\"a\":1}");
        assertThat(users()).containsExactly(new PresentUser("alice", 2, "{\"a\":1}"));
    }

    @Test
    void aStateThatIsClearedOrGoneLeavesTheOneBefore() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "alice", "c2");
        enter(ROOM, "alice", "c3");
        presences.state(ROOM, "c1", "{\"a\":1}");
        presences.state(ROOM, "c2", "{\"a\":2}");
        presences.state(ROOM, "c3", "{\"a\":3}");
        presences.state(ROOM, "c3", null);
        assertThat(users()).containsExactly(new PresentUser("alice", 3, "{\"a\":2}"));
        leave(ROOM, "c2");
        assertThat(users()).containsExactly(new PresentUser("alice", 2, "{\"a\":1}"));
        presences.state(ROOM, "c1", null);
        assertThat(users()).containsExactly(new PresentUser("alice", 2, null));
    }

    @Test
    void aStateIsOfOneRoom() {
        enter(ROOM, "alice", "c1");
        enter(OTHER, "alice", "c1");
        presences.state(OTHER, "c1", "{}");
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
    }

    // ---------------------------------------------------------------- order and completion

    @Test
    void theWritesOfAThreadTakeEffectInOrderThoughItWaitsForNone() {
        for (int i = 0; i < 500; i++) {
            enter(ROOM, "alice", "c" + i);
            presences.state(ROOM, "c" + i, "{\"i\":" + i + "}");
            leave(ROOM, "c" + i);
            enter(ROOM, "bob", "d" + i);
            presences.state(ROOM, "d" + i, "{\"i\":" + i + "}");
        }
        PresencePage page = page(ROOM);
        assertThat(page.users()).containsExactly(new PresentUser("bob", 500, "{\"i\":499}"));
        assertThat(told()).hasSize(500 * 5).last().isEqualTo("bob 500 {\"i\":499} 1 500");
    }

    @Test
    void whoeverReadsAfterAWriteWasCompletedSeesIt() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            await(presences.enter(ROOM, "alice", "c" + i));
            CompletableFuture<CompletionStage<PresencePage>> other = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> other.complete(presences.read(ROOM, null, 0))).join();
            assertThat(await(other.join()).clients()).isEqualTo(i + 1);
        }
        await(presences.state(ROOM, "c0", "{}"));
        assertThat(users()).containsExactly(new PresentUser("alice", 50, "{}"));
        await(presences.leave(ROOM, "c0", Duration.ZERO));
        assertThat(users()).containsExactly(new PresentUser("alice", 49, null));
    }

    @Test
    void aWriteIsCompletedAfterItsChangeWasTold() {
        for (int i = 0; i < 50; i++) {
            String user = "user" + i;
            await(presences.enter(ROOM, user, "c" + i));
            assertThat(changes).anyMatch(change -> isOf(change, user));
        }
    }

    // ---------------------------------------------------------------- reading

    @Test
    void usersAreReadByNameAndPageByPage() {
        for (String user : List.of("b", "d", "a", "é", "c", "B")) {
            enter(ROOM, user, "client-" + user);
        }
        assertThat(names(null, 3)).containsExactly("B", "a", "b");
        assertThat(names("b", 3)).containsExactly("c", "d", "é");
        assertThat(names("bb", 1)).containsExactly("c");
        assertThat(names("é", 3)).isEmpty();
    }

    private List<String> names(String after, int limit) {
        return await(presences.read(ROOM, after, limit)).users().stream()
                .map(PresentUser::user)
                .toList();
    }

    @Test
    void roomsAndUsersAreCountedSoonAfter() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "alice", "c2");
        enter(OTHER, "alice", "c1");
        awaitCounts(2, 2);
        leave(ROOM, "c1");
        leave(OTHER, "c1");
        awaitCounts(1, 1);
        leave(ROOM, "c2");
        awaitCounts(0, 0);
    }

    private void awaitCounts(int rooms, int users) {
        while (!presences.counts().equals(new Presences.Counts(rooms, users))) {
            work();
        }
    }

    // ---------------------------------------------------------------- changes

    @Test
    void whatChangesNothingIsNotTold() {
        enter(ROOM, "alice", "c1");
        presences.state(ROOM, "c1", null);
        presences.state(ROOM, "c1", "{}");
        presences.state(ROOM, "c1", "{}");
        assertThat(told()).containsExactly("alice 1 null 1 1", "alice 1 {} 1 1");
    }

    @Test
    void eachRoomIsWatchedByItselfByAnyNumberUntilTheyEndIt() {
        ConcurrentLinkedQueue<PresenceChange> others = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<PresenceChange> seconds = new ConcurrentLinkedQueue<>();
        Presences.Watch other = presences.watch(OTHER, others::add);
        Presences.Watch second = presences.watch(ROOM, seconds::add);
        enter(ROOM, "alice", "c1");
        enter(OTHER, "bob", "c1");
        while (others.isEmpty() || seconds.isEmpty()) {
            work();
        }
        second.close();
        page(ROOM);
        enter(ROOM, "carol", "c2");
        assertThat(told()).containsExactly("alice 1 null 1 1", "carol 1 null 2 2");
        assertThat(others).extracting(c -> c.now().user()).containsExactly("bob");
        assertThat(seconds).extracting(c -> c.now().user()).containsExactly("alice");
        other.close();
    }

    @Test
    void versionsGrowAlsoOverAnEmptyRoom() {
        long empty = page(ROOM).version();
        enter(ROOM, "alice", "c1");
        leave(ROOM, "c1");
        long again = page(ROOM).version();
        enter(ROOM, "alice", "c2");
        assertThat(told()).hasSize(3);
        List<Long> versions = changes.stream().map(PresenceChange::version).limit(3).toList();
        assertThat(versions).isSorted().doesNotHaveDuplicates();
        assertThat(versions.getFirst()).isGreaterThan(empty);
        assertThat(again).isBetween(versions.get(1), versions.get(2) - 1);
    }

    @Test
    void aReadingAndTheChangesAfterItMakeTheRoomWhileManyComeAndGo() {
        int threads = 4;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread.ofVirtual().start(() -> comeAndGo(number, done));
        }
        // A watch that begins amid the changes misses none of those after its reading.
        List<ConcurrentLinkedQueue<PresenceChange>> watches = new ArrayList<>();
        List<PresencePage> pages = new ArrayList<>();
        while (done.getCount() > 0 || pages.isEmpty()) {
            if (pages.size() < 300) {
                ConcurrentLinkedQueue<PresenceChange> watch = new ConcurrentLinkedQueue<>();
                presences.watch(ROOM, watch::add);
                watches.add(watch);
                pages.add(page(ROOM));
            }
            work();
        }
        PresencePage last = page(ROOM);
        for (int i = 0; i < pages.size(); i++) {
            awaitVersion(watches.get(i), pages.get(i), last.version());
            assertThat(fold(pages.get(i), List.copyOf(watches.get(i)))).isEqualTo(last.users());
        }
    }

    private void comeAndGo(int number, CountDownLatch done) {
        for (int i = 0; i < 300; i++) {
            String client = number + "-" + i;
            enter(ROOM, "user" + i % 7, client);
            presences.state(ROOM, client, "{\"by\":\"" + client + "\"}");
            if (i % 3 > 0) {
                leave(ROOM, client);
            }
        }
        done.countDown();
    }

    private static List<PresentUser> fold(PresencePage page, List<PresenceChange> watched) {
        assertThat(watched.stream().map(PresenceChange::version))
                .isSorted()
                .doesNotHaveDuplicates();
        Map<String, PresentUser> folded = new TreeMap<>();
        page.users().forEach(user -> folded.put(user.user(), user));
        for (PresenceChange change : watched) {
            if (change.version() > page.version()) {
                folded.put(change.now().user(), change.now());
                folded.values().removeIf(user -> user.clients() == 0);
                assertThat(change.count()).isEqualTo(folded.size());
                assertThat(change.clients())
                        .isEqualTo(folded.values().stream().mapToInt(PresentUser::clients).sum());
            }
        }
        return List.copyOf(folded.values());
    }

    /** The last change may still be on its way to the listener. */
    private void awaitVersion(
            ConcurrentLinkedQueue<PresenceChange> watched, PresencePage page, long version) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (page.version() < version
                && watched.stream().noneMatch(c -> c.version() == version)) {
            assertThat(System.nanoTime()).isLessThan(until);
            work();
        }
    }
}
