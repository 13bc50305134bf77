package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How every engine recognises a message that is sent again under its sender's own id. */
public abstract class IdsContract extends RoomLogsFixture {

    @Test
    void theSameIdOfTheSameSenderIsKeptOnce() {
        Position first = stored(append("a", LOBBY, "alice", "1")).getFirst();
        assertThat(await(send(append("a again", LOBBY, "alice", "1"))))
                .isEqualTo(new Appended.Duplicate(first));
        assertThat(bodies(LOBBY)).containsExactly("a");
    }

    @Test
    void aDuplicateIsTheFirstOfTheRoomsOfThatTime() {
        stored(append("before", HALL));
        Position first = stored(append("a", List.of(HALL, LOBBY), "alice", "1")).getFirst();
        assertThat(first.offset()).isEqualTo(2);
        assertThat(await(send(append("a", LOBBY, "alice", "1"))))
                .isEqualTo(new Appended.Duplicate(first));
        assertThat(bodies(LOBBY)).containsExactly("a");
    }

    @Test
    void anIdIsItsSendersOwnInItsNamespace() {
        stored(append("a", LOBBY, "alice", "1"));
        stored(append("b", LOBBY, "bob", "1"));
        stored(append("c", LOBBY, null, "1"));
        stored(append("d", ELSEWHERE, "alice", "1"));
        stored(append("e", LOBBY, "alice", "2"));
        stored(append("f", LOBBY, "alice", null));
        stored(append("g", LOBBY, "alice", null));
        assertThat(bodies(LOBBY)).containsExactly("a", "b", "c", "e", "f", "g");
        assertThat(bodies(ELSEWHERE)).containsExactly("d");
        assertThat(await(send(append("c", LOBBY, null, "1"))))
                .isInstanceOf(Appended.Duplicate.class);
    }

    @Test
    void namesThatRunIntoEachOtherAreToldApart() {
        stored(append("a", LOBBY, "ab", "c"));
        stored(append("b", LOBBY, "a", "bc"));
        stored(append("c", LOBBY, "a\0b", "c"));
        stored(append("d", LOBBY, "a", "b\0c"));
        stored(append("e", LOBBY, "", "c"));
        stored(append("f", LOBBY, null, "c"));
        assertThat(bodies(LOBBY)).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void anIdIsNewAgainAfterTheWindow() {
        Position first = stored(append("a", LOBBY, "alice", "1")).getFirst();
        now.addAndGet(WINDOW.toMillis() - 1);
        assertThat(await(send(append("a", LOBBY, "alice", "1"))))
                .isEqualTo(new Appended.Duplicate(first));
        now.addAndGet(1);
        Position second = stored(append("b", LOBBY, "alice", "1")).getFirst();
        assertThat(await(send(append("b", LOBBY, "alice", "1"))))
                .isEqualTo(new Appended.Duplicate(second));
        assertThat(bodies(LOBBY)).containsExactly("a", "b");
    }

    @Test
    void anIdSentAgainWhileTheFirstIsOnItsWayIsKeptOnce() throws Exception {
        List<CompletableFuture<Appended>> outcomes = new CopyOnWriteArrayList<>();
        int threads = 8;
        int ids = 100;
        CyclicBarrier start = new CyclicBarrier(threads);
        inThreads(
                threads,
                _ -> {
                    start.await(60, TimeUnit.SECONDS);
                    for (int i = 0; i < ids; i++) {
                        outcomes.add(send(append("m" + i, LOBBY, "alice", "i" + i)));
                    }
                });
        long kept =
                outcomes.stream()
                        .map(RoomLogsFixture::await)
                        .filter(Appended.Stored.class::isInstance)
                        .count();
        assertThat(kept).isEqualTo(ids);
        assertThat(new HashSet<>(bodies(LOBBY))).hasSize(ids);
        assertThat(logs.span(LOBBY).count()).isEqualTo(ids);
    }
}
