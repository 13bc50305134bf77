package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine promises of {@link Presences}. */
public abstract class PresencesContract {

    private static final RoomName ROOM = new RoomName("chat", "lobby");
    private static final RoomName OTHER = new RoomName("chat", "other");

    private final ConcurrentLinkedQueue<PresenceChange> changes = new ConcurrentLinkedQueue<>();
    private Presences presences;

    protected abstract Presences open();

    @BeforeEach
    void opened() {
        presences = open();
        presences.watch(changes::add);
    }

    private List<Present> users() {
        return presences.read(ROOM, null, 100).users();
    }

    /** The changes told so far, as {@code user clients state count clients}. */
    private List<String> told() {
        return changes.stream()
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

    @Test
    void aRoomWhereNobodyIsIsEmpty() {
        Roll roll = presences.read(ROOM, null, 100);
        assertThat(roll.users()).isEmpty();
        assertThat(roll.count()).isZero();
        assertThat(roll.clients()).isZero();
    }

    @Test
    void aUserIsThereOnceWithAllItsClients() {
        presences.enter(ROOM, "alice", "c1");
        presences.enter(ROOM, "alice", "c2");
        presences.enter(ROOM, "bob", "c3");
        presences.enter(OTHER, "carol", "c4");
        assertThat(users())
                .containsExactly(new Present("alice", 2, null), new Present("bob", 1, null));
        Roll roll = presences.read(ROOM, null, 0);
        assertThat(roll.users()).isEmpty();
        assertThat(roll.count()).isEqualTo(2);
        assertThat(roll.clients()).isEqualTo(3);
    }

    @Test
    void enteringTwiceIsEnteringOnce() {
        presences.enter(ROOM, "alice", "c1");
        presences.enter(ROOM, "alice", "c1");
        assertThat(users()).containsExactly(new Present("alice", 1, null));
        presences.leave(ROOM, "c1");
        assertThat(users()).isEmpty();
        assertThat(told()).containsExactly("alice 1 null 1 1", "alice 0 null 0 0");
    }

    @Test
    void whoIsNotThereNeitherLeavesNorHasAState() {
        presences.enter(ROOM, "alice", "c1");
        presences.leave(ROOM, "c2");
        presences.leave(OTHER, "c1");
        presences.state(ROOM, "c2", "{}");
        presences.state(OTHER, "c1", "{}");
        assertThat(users()).containsExactly(new Present("alice", 1, null));
        assertThat(told()).hasSize(1);
    }

    @Test
    void aUserShowsTheStateThatWasSetLast() {
        presences.enter(ROOM, "alice", "c1");
        presences.enter(ROOM, "alice", "c2");
        presences.state(ROOM, "c1", "{\"a\":1}");
        presences.state(ROOM, "c2", "{\"a\":2}");
        assertThat(users()).containsExactly(new Present("alice", 2, "{\"a\":2}"));
        presences.state(ROOM, "c1", "{\"a\":1}");
        assertThat(users()).containsExactly(new Present("alice", 2, "{\"a\":1}"));
    }

    @Test
    void aStateThatIsClearedOrGoneLeavesTheOneBefore() {
        presences.enter(ROOM, "alice", "c1");
        presences.enter(ROOM, "alice", "c2");
        presences.enter(ROOM, "alice", "c3");
        presences.state(ROOM, "c1", "{\"a\":1}");
        presences.state(ROOM, "c2", "{\"a\":2}");
        presences.state(ROOM, "c3", "{\"a\":3}");
        presences.state(ROOM, "c3", null);
        assertThat(users()).containsExactly(new Present("alice", 3, "{\"a\":2}"));
        presences.leave(ROOM, "c2");
        assertThat(users()).containsExactly(new Present("alice", 2, "{\"a\":1}"));
        presences.state(ROOM, "c1", null);
        assertThat(users()).containsExactly(new Present("alice", 2, null));
    }

    @Test
    void aStateIsOfOneRoom() {
        presences.enter(ROOM, "alice", "c1");
        presences.enter(OTHER, "alice", "c1");
        presences.state(OTHER, "c1", "{}");
        assertThat(users()).containsExactly(new Present("alice", 1, null));
    }

    @Test
    void whatChangesNothingIsNotTold() {
        presences.enter(ROOM, "alice", "c1");
        presences.state(ROOM, "c1", null);
        presences.state(ROOM, "c1", "{}");
        presences.state(ROOM, "c1", "{}");
        assertThat(told()).containsExactly("alice 1 null 1 1", "alice 1 {} 1 1");
    }

    @Test
    void usersAreReadByNameAndPageByPage() {
        for (String user : List.of("b", "d", "a", "é", "c", "B")) {
            presences.enter(ROOM, user, "client-" + user);
        }
        assertThat(names(null, 3)).containsExactly("B", "a", "b");
        assertThat(names("b", 3)).containsExactly("c", "d", "é");
        assertThat(names("bb", 1)).containsExactly("c");
        assertThat(names("é", 3)).isEmpty();
    }

    private List<String> names(String after, int limit) {
        return presences.read(ROOM, after, limit).users().stream().map(Present::user).toList();
    }

    @Test
    void versionsGrowAlsoOverAnEmptyRoom() {
        long empty = presences.read(ROOM, null, 0).version();
        presences.enter(ROOM, "alice", "c1");
        presences.leave(ROOM, "c1");
        long again = presences.read(ROOM, null, 0).version();
        presences.enter(ROOM, "alice", "c2");
        List<Long> versions = changes.stream().map(PresenceChange::version).toList();
        assertThat(versions).hasSize(3).isSorted().doesNotHaveDuplicates();
        assertThat(versions.getFirst()).isGreaterThan(empty);
        assertThat(again).isBetween(versions.get(1), versions.get(2) - 1);
    }

    @Test
    void aReadingAndTheChangesAfterItMakeTheRoomWhileManyComeAndGo() throws InterruptedException {
        int threads = 4;
        int rounds = 300;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread.ofVirtual()
                    .start(() -> {
                        for (int i = 0; i < rounds; i++) {
                            String client = number + "-" + i;
                            presences.enter(ROOM, "user" + i % 7, client);
                            presences.state(ROOM, client, "{\"by\":\"" + client + "\"}");
                            if (i % 3 > 0) {
                                presences.leave(ROOM, client);
                            }
                        }
                        done.countDown();
                    });
        }
        List<Roll> rolls = new ArrayList<>();
        while (done.getCount() > 0) {
            rolls.add(presences.read(ROOM, null, 100));
            Thread.onSpinWait();
            if (rolls.size() > 1_000) {
                assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            }
        }
        Roll last = presences.read(ROOM, null, 100);
        awaitVersion(last.version());
        List<PresenceChange> all = List.copyOf(changes);
        assertThat(all.stream().map(PresenceChange::version)).isSorted().doesNotHaveDuplicates();
        for (Roll roll : rolls) {
            Map<String, Present> folded = new TreeMap<>();
            roll.users().forEach(user -> folded.put(user.user(), user));
            for (PresenceChange change : all) {
                if (change.version() > roll.version()) {
                    folded.put(change.now().user(), change.now());
                    folded.values().removeIf(user -> user.clients() == 0);
                    assertThat(change.count()).isEqualTo(folded.size());
                    assertThat(change.clients())
                            .isEqualTo(folded.values().stream().mapToInt(Present::clients).sum());
                }
            }
            assertThat(List.copyOf(folded.values())).isEqualTo(last.users());
        }
    }

    /** The last change may still be on its way to the listener. */
    private void awaitVersion(long version) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (changes.stream().noneMatch(c -> c.version() == version)) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }
}
