package io.hubbub.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Feed;
import io.hubbub.engine.From;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Span;
import io.hubbub.engine.Tail;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransientRoomLogsTest {

    private static final RoomName LOBBY = new RoomName("chat", "lobby");
    private static final RoomName HALL = new RoomName("chat", "hall");

    private final AtomicInteger epochs = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private final TransientRoomLogs logs =
            new TransientRoomLogs(
                    () -> "e" + epochs.incrementAndGet(),
                    new RecentIds(Duration.ofMinutes(5)),
                    now::get);

    /** Writes down what it is told. */
    private static final class Heard implements Feed {
        final ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        public void said(
                @Nullable Position position,
                Message message,
                Routing routing,
                @Nullable Object local) {
            String body = new String(message.body(), StandardCharsets.UTF_8);
            all.add((position == null ? "volatile" : position) + " " + body);
        }

        @Override
        public void broke(Span span) {
            all.add("broke " + span);
        }
    }

    private static Append append(String body, @Nullable String id, RoomName... rooms) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Message message = new Message("message", null, Map.of(), bytes, "alice", "c1", 1);
        return new Append(Routing.to(List.of(rooms)), message, false, id, null, null);
    }

    private Appended said(Append append) {
        List<Appended> told = new ArrayList<>();
        logs.append(append, told::add);
        assertThat(told).hasSize(1);
        return told.getFirst();
    }

    @Test
    void aFollowedRoomGivesPositionsWithoutAHoleAndKeepsNothing() {
        Heard heard = new Heard();
        Tail tail = logs.follow(LOBBY, heard);
        assertThat(tail.span()).isEqualTo(new Span("e1", 1, 0));

        assertThat(said(append("one", null, LOBBY)))
                .isEqualTo(new Appended.Said(new Position("e1", 1)));
        assertThat(said(append("two", null, LOBBY)))
                .isEqualTo(new Appended.Said(new Position("e1", 2)));

        assertThat(heard.all).containsExactly("e1:1 one", "e1:2 two");
        assertThat(tail.span()).isEqualTo(new Span("e1", 3, 2));
        assertThat(logs.read(LOBBY, From.END, 10, 1_000).messages()).isEmpty();
        assertThat(logs.rooms("chat")).isEmpty();
    }

    @Test
    void aRoomThatNobodyFollowsGivesNoPosition() {
        assertThat(said(append("one", null, LOBBY))).isEqualTo(new Appended.Said(null));
    }

    @Test
    void aMessageToSeveralRoomsHasItsPositionFromTheFirstThatIsFollowed() {
        Heard heard = new Heard();
        var unused = logs.follow(HALL, heard);
        assertThat(said(append("one", null, LOBBY, HALL)))
                .isEqualTo(new Appended.Said(new Position("e1", 1)));
        assertThat(heard.all).containsExactly("e1:1 one");
    }

    @Test
    void aVolatileMessageIsToldWithoutAPosition() {
        Heard heard = new Heard();
        Tail tail = logs.follow(LOBBY, heard);
        Message message = append("typing", null, LOBBY).message();
        Routing routing = Routing.to(List.of(LOBBY));

        assertThat(said(new Append(routing, message, true, "id", null, null)))
                .isEqualTo(new Appended.Said(null));
        assertThat(said(new Append(routing, message, true, "id", null, null)))
                .as("a volatile message is not remembered")
                .isEqualTo(new Appended.Said(null));

        assertThat(heard.all).containsExactly("volatile typing", "volatile typing");
        assertThat(tail.span().newest()).isZero();
    }

    @Test
    void anIdIsSaidOnceWithinTheWindow() {
        Heard heard = new Heard();
        var unused = logs.follow(LOBBY, heard);
        Position first = new Position("e1", 1);

        assertThat(said(append("one", "id", LOBBY))).isEqualTo(new Appended.Said(first));
        assertThat(said(append("one", "id", LOBBY))).isEqualTo(new Appended.Duplicate(first));
        assertThat(heard.all).hasSize(1);

        now.addAndGet(Duration.ofMinutes(5).toMillis());
        assertThat(said(append("one", "id", LOBBY)))
                .isEqualTo(new Appended.Said(new Position("e1", 2)));
    }

    @Test
    void theSecondOfAnIdThatFoundNobodyHasNoPositionEither() {
        assertThat(said(append("one", "id", LOBBY))).isEqualTo(new Appended.Said(null));
        assertThat(said(append("one", "id", LOBBY))).isEqualTo(new Appended.Duplicate(null));
    }

    @Test
    void anIdThatIsSentAgainWhileTheFirstIsBeingToldIsSaidOnce() throws Exception {
        Heard heard = new Heard();
        List<Appended> again = new ArrayList<>();
        Thread second = new Thread(() -> logs.append(append("one", "id", LOBBY), again::add));
        Feed slow =
                new Feed() {
                    @Override
                    public void said(
                            @Nullable Position position,
                            Message message,
                            Routing routing,
                            @Nullable Object local) {
                        if (second.getState() == Thread.State.NEW) {
                            second.start();
                            while (second.getState() != Thread.State.BLOCKED) {
                                Thread.onSpinWait();
                            }
                        }
                    }

                    @Override
                    public void broke(Span span) {}
                };
        var unused = logs.follow(LOBBY, slow);
        var unusedToo = logs.follow(LOBBY, heard);
        said(append("one", "id", LOBBY));
        second.join();

        assertThat(heard.all).containsExactly("e1:1 one");
        assertThat(again).containsExactly(new Appended.Duplicate(new Position("e1", 1)));
    }

    @Test
    void feedsAreToldInTheOrderOfOffsetsWhoeverPublishes() throws Exception {
        Heard heard = new Heard();
        var unused = logs.follow(LOBBY, heard);
        int threads = 8;
        CountDownLatch done = new CountDownLatch(threads);
        for (int thread = 0; thread < threads; thread++) {
            Thread.startVirtualThread(() -> {
                for (int i = 0; i < 1_000; i++) {
                    logs.append(append("m", null, LOBBY, HALL), _ -> {});
                }
                done.countDown();
            });
        }
        done.await();
        long expected = 0;
        for (String one : heard.all) {
            assertThat(one).isEqualTo("e1:" + ++expected + " m");
        }
        assertThat(expected).isEqualTo(threads * 1_000L);
    }

    @Test
    void whoFollowsARoomThatWasLeftFindsAnotherEpoch() {
        Heard first = new Heard();
        Tail tail = logs.follow(LOBBY, first);
        said(append("one", null, LOBBY));
        tail.close();
        said(append("unheard", null, LOBBY));
        assertThat(first.all).containsExactly("e1:1 one");

        Heard second = new Heard();
        Tail next = logs.follow(LOBBY, second);
        tail.close();
        said(append("two", null, LOBBY));
        assertThat(second.all).containsExactly("e2:1 two");
        assertThat(next.span()).isEqualTo(new Span("e2", 2, 1));
    }

    @Test
    void severalFollowOneRoomAndAFeedThatThrowsStopsNoOther() {
        Heard heard = new Heard();
        Feed broken =
                new Feed() {
                    @Override
                    public void said(
                            @Nullable Position position,
                            Message message,
                            Routing routing,
                            @Nullable Object local) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void broke(Span span) {}
                };
        Tail tail = logs.follow(LOBBY, broken);
        var unused = logs.follow(LOBBY, heard);
        assertThat(said(append("one", null, LOBBY)))
                .isEqualTo(new Appended.Said(new Position("e1", 1)));
        tail.close();
        said(append("two", null, LOBBY));
        assertThat(heard.all).containsExactly("e1:1 one", "e1:2 two");
    }

    @Test
    void aMessageAfterTheEndIsRefused() {
        logs.close();
        assertThat(said(append("one", null, LOBBY)))
                .isInstanceOfSatisfying(
                        Appended.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo(ErrorCode.SHUTTING_DOWN));
    }
}
