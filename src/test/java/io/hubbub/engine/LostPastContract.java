package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every engine that keeps messages tells those who follow a room whose past is gone. */
public abstract class LostPastContract extends RoomLogsFixture {

    @Test
    void aFeedIsToldThatTheLogWasRemovedAndWhatItIsNow() {
        Heard heard = new Heard();
        Tail tail = logs.follow(LOBBY, heard);
        String before = stored(append("a", LOBBY)).getFirst().epoch();

        logs.remove(List.of(LOBBY), _ -> true);

        assertThat(heard.broken()).containsExactly(tail.span());
        assertThat(tail.span().newest()).isZero();
        assertThat(tail.span().epoch()).isNotEqualTo(before);
        Position next = stored(append("b", LOBBY)).getFirst();
        assertThat(next).isEqualTo(new Position(heard.broken().getFirst().epoch(), 1));
        assertThat(heard.said().getLast().position()).isEqualTo(next);
    }

    @Test
    void aFeedIsToldOfTheRemovalAfterAllEarlierMessages() {
        List<String> order = new CopyOnWriteArrayList<>();
        Tail _ =
                logs.follow(
                        LOBBY,
                        new Feed() {
                            @Override
                            public void said(
                                    @Nullable Position position,
                                    Message message,
                                    Routing routing,
                                    @Nullable Object local) {
                                order.add("m");
                            }

                            @Override
                            public void broke(Span now) {
                                order.add("!");
                            }
                        });
        for (int i = 0; i < 50; i++) {
            logs.append(append("m", LOBBY), _ -> {});
        }
        logs.remove(List.of(LOBBY), _ -> true);
        stored(append("m", LOBBY));
        assertThat(String.join("", order)).isEqualTo("m".repeat(50) + "!m");
    }

    @Test
    void noFeedOfAnotherRoomIsToldThatALogWasRemoved() {
        Heard hall = new Heard();
        Tail _ = logs.follow(HALL, hall);
        stored(append("a", LOBBY, HALL));
        logs.remove(List.of(LOBBY, new RoomName("chat", "nowhere")), _ -> true);
        assertThat(hall.broken()).isEmpty();
    }

    @Test
    void anUnwrittenRoomHasTheEpochThatItsTailSaysAfterAnotherLogWasRemovedToo() {
        Heard hall = new Heard();
        Tail tail = logs.follow(HALL, hall);
        stored(append("a", LOBBY));
        logs.remove(List.of(LOBBY), _ -> true);
        String epoch = tail.span().epoch();
        assertThat(stored(append("b", HALL))).containsExactly(new Position(epoch, 1));
        assertThat(hall.broken()).isEmpty();
    }

    @Test
    void aLogThatMayNotBeRemovedDoesNotBreak() {
        Heard heard = new Heard();
        Tail _ = logs.follow(LOBBY, heard);
        stored(append("a", LOBBY));
        logs.remove(List.of(LOBBY), _ -> false);
        assertThat(heard.broken()).isEmpty();
    }

    @Test
    void trimmingBreaksNothing() {
        Heard heard = new Heard();
        Tail tail = logs.follow(LOBBY, heard);
        fill(LOBBY, 3);
        logs.trim(LOBBY, 3);
        assertThat(heard.broken()).isEmpty();
        assertThat(tail.span().count()).isZero();
        assertThat(tail.span().newest()).isEqualTo(3);
    }

    @Test
    void aFeedIsToldThatTheLogWasForgotten() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        Heard heard = new Heard();
        Tail tail = logs.follow(LOBBY, heard);
        String before = stored(append("a", LOBBY)).getFirst().epoch();
        awaitUntil(() -> {
            now.addAndGet(30_000);
            stored(append("b", HALL));
            return !heard.broken().isEmpty();
        });
        assertThat(tail.span().newest()).isZero();
        assertThat(tail.span().epoch()).isNotEqualTo(before);
        assertThat(heard.broken()).hasSize(1);
    }

    @Test
    void aFeedThatThrowsDoesNotKeepTheLogOrOtherFeedsFromBreaking() {
        Tail _ =
                logs.follow(
                        LOBBY,
                        new Feed() {
                            @Override
                            public void said(
                                    @Nullable Position position,
                                    Message message,
                                    Routing routing,
                                    @Nullable Object local) {}

                            @Override
                            public void broke(Span now) {
                                throw new IllegalStateException("a feed that fails, on purpose");
                            }
                        });
        Heard heard = new Heard();
        Tail _ = logs.follow(LOBBY, heard);
        stored(append("a", LOBBY));
        assertThat(logs.remove(List.of(LOBBY), _ -> true)).containsExactly(LOBBY);
        assertThat(heard.broken()).hasSize(1);
        assertThat(bodies(LOBBY)).isEmpty();
    }

    @Test
    void aFeedMustNotAppend() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Tail tail =
                logs.follow(
                        LOBBY,
                        new Feed() {
                            @Override
                            public void said(
                                    @Nullable Position position,
                                    Message message,
                                    Routing routing,
                                    @Nullable Object local) {
                                Append more = append("more", HALL);
                                thrown.complete(catchThrowable(() -> logs.append(more, _ -> {})));
                            }

                            @Override
                            public void broke(Span now) {}
                        });
        stored(append("a", LOBBY));
        assertThat(await(thrown)).isInstanceOf(IllegalStateException.class);
        tail.close();
    }

    // Which positions a log holds

    @Test
    void aLogHoldsThePositionsOfItsPast() {
        Span unwritten = logs.span(LOBBY);
        assertThat(logs.holds(LOBBY, unwritten.end())).isTrue();
        List<Position> positions = stored(append("a", LOBBY));
        assertThat(logs.holds(LOBBY, positions.getFirst())).isTrue();
        assertThat(logs.holds(LOBBY, unwritten.end())).isTrue();
    }

    @Test
    void aLogHoldsNoPositionThatIsYetToCome() {
        Position first = stored(append("a", LOBBY)).getFirst();
        assertThat(logs.holds(LOBBY, new Position(first.epoch(), 2))).isFalse();
    }

    @Test
    void aLogHoldsNoPositionFromBeforeItsRemoval() {
        Position first = stored(append("a", LOBBY)).getFirst();
        logs.remove(List.of(LOBBY), _ -> true);
        assertThat(logs.holds(LOBBY, first)).isFalse();
        stored(append("b", LOBBY));
        assertThat(logs.holds(LOBBY, first)).isFalse();
    }
}
