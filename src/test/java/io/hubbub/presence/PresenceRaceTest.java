package io.hubbub.presence;

import static io.hubbub.presence.Stage.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.client.Time;
import io.hubbub.due.HeartBeat;
import io.hubbub.engine.PresentUser;
import io.hubbub.engine.memory.MemoryPresences;
import io.hubbub.message.User;
import io.hubbub.namespace.PresenceMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Running threads: snapshots are taken while others come and go at full speed. */
@Timeout(120)
class PresenceRaceTest {

    private static final int THREADS = 3;
    private static final int CLIENTS_EACH = 400;
    private static final int WATCHERS = 30;

    private final Core core = new Core(2);
    private final MemoryPresences presences =
            new MemoryPresences(Time.system().nanos(), core.signs);

    private Peer connect(String user) {
        return core.connect(new User(user, false, Set.of()), new Stage.Spoken(), HeartBeat.NONE);
    }

    @Test
    void snapshotsAndChangesFitTogetherHoweverTheyRace() throws Exception {
        try (Presence presence =
                new Presence(
                        presences,
                        _ -> PresenceMode.FULL,
                        Stage.properties(0, 1, 0),
                        core.clients.limits(),
                        Time.system(),
                        core.signs)) {
            core.lanes.start();
            presences.start();
            presence.start();
            CountDownLatch done = new CountDownLatch(THREADS);
            for (int t = 0; t < THREADS; t++) {
                int number = t;
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < CLIENTS_EACH; i++) {
                                Client client = connect("user-" + i % 97).client();
                                presence.joined(client, LOBBY);
                                if (i % 5 != number) {
                                    presence.left(client, LOBBY, i % 2 == 0);
                                }
                            }
                            done.countDown();
                        });
            }
            List<Peer> watchers = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                Peer peer = connect("watcher");
                CompletableFuture<Void> watched = new CompletableFuture<>();
                presence.watch(peer.client(), LOBBY, "p", "p", _ -> watched.complete(null));
                watched.get(60, TimeUnit.SECONDS);
                watchers.add(peer);
            }
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            Peer last = connect("last");
            presence.joined(last.client(), LOBBY);
            for (Peer watcher : watchers) {
                List<String> read = awaitLast(watcher);
                assertThat(Folded.of(read).users().keySet())
                        .containsExactlyElementsOf(
                                presences
                                        .read(LOBBY, null, 1_000)
                                        .toCompletableFuture()
                                        .get(60, TimeUnit.SECONDS)
                                        .users()
                                        .stream()
                                        .map(PresentUser::user)
                                        .toList());
            }
        } finally {
            presences.close();
            core.lanes.close();
        }
    }

    /** The user who came last is in the last change. */
    private static List<String> awaitLast(Peer watcher) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            CompletableFuture<List<String>> read = new CompletableFuture<>();
            watcher.client().lane().execute(_ -> read.complete(Stage.read(watcher)));
            List<String> now = read.get(60, TimeUnit.SECONDS);
            if (now.stream().anyMatch(message -> message.contains("\"last\""))) {
                return now;
            }
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }
}
