package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every engine tells those who follow a room, whether or not it keeps messages. */
public abstract class FeedContract extends RoomLogsFixture {

    private static final Feed BROKEN =
            new Feed() {
                @Override
                public void said(
                        @Nullable Position position,
                        Message message,
                        Routing routing,
                        @Nullable Object local) {
                    throw new IllegalStateException("a feed that fails, on purpose");
                }

                @Override
                public void broke(Span now) {
                    throw new IllegalStateException("a feed that fails, on purpose");
                }
            };

    private Heard follow(RoomName room) {
        Heard heard = new Heard();
        Tail _ = logs.follow(room, heard);
        return heard;
    }

    private Position said(Append append) {
        return switch (await(send(append))) {
            case Appended.Stored(List<Position> positions) -> positions.getFirst();
            case Appended.Said(Position position) -> position;
            case Appended other -> throw new AssertionError(other);
        };
    }

    // What is told

    @Test
    void aFeedIsToldTheMessageWithItsPositionAndItsRouting() {
        Heard heard = follow(LOBBY);
        Append append = append("a", LOBBY);
        Position position = said(append);

        assertThat(heard.said()).hasSize(1);
        Heard.Said told = heard.said().getFirst();
        assertThat(told.position()).isEqualTo(position);
        assertThat(told.message()).isEqualTo(append.message());
        assertThat(told.routing()).isEqualTo(append.routing());
    }

    @Test
    void aFeedIsGivenThePublishersOwnObject() {
        Heard heard = follow(LOBBY);
        Object local = new Object();
        Append plain = append("a", LOBBY);
        said(new Append(plain.routing(), plain.message(), false, null, null, local));
        said(append("b", LOBBY));

        assertThat(heard.said().getFirst().local()).isSameAs(local);
        assertThat(heard.said().getLast().local()).isNull();
    }

    @Test
    void theFeedOfEachRoomIsToldTheMessageWithItsPositionThere() {
        Heard lobby = follow(LOBBY);
        Heard hall = follow(HALL);
        said(append("a", LOBBY));
        said(append("b", LOBBY, HALL));

        assertThat(lobby.bodies()).containsExactly("a", "b");
        assertThat(lobby.offsets()).containsExactly(1L, 2L);
        assertThat(hall.bodies()).containsExactly("b");
        assertThat(hall.offsets()).containsExactly(1L);
    }

    @Test
    void aFeedIsToldBeforeTheOutcome() {
        Heard heard = follow(LOBBY);
        CompletableFuture<List<String>> atOutcome = new CompletableFuture<>();
        logs.append(append("a", LOBBY), _ -> atOutcome.complete(heard.bodies()));
        assertThat(await(atOutcome)).containsExactly("a");
    }

    @Test
    void allFeedsOfARoomAreTold() {
        Heard one = follow(LOBBY);
        Heard other = follow(LOBBY);
        said(append("a", LOBBY));
        assertThat(one.bodies()).containsExactly("a");
        assertThat(other.bodies()).containsExactly("a");
    }

    @Test
    void aMessageThatWasSentAgainIsToldOnce() {
        Heard heard = follow(LOBBY);
        said(append("a", LOBBY, "alice", "1"));
        assertThat(await(send(append("a", LOBBY, "alice", "1"))))
                .isInstanceOf(Appended.Duplicate.class);
        assertThat(heard.bodies()).containsExactly("a");
    }

    @Test
    void aRefusedMessageIsToldToNobody() {
        Heard heard = follow(LOBBY);
        logs.close();
        assertThat(await(send(append("a", LOBBY)))).isInstanceOf(Appended.Refused.class);
        assertThat(heard.said()).isEmpty();
    }

    // Order

    @Test
    void messagesAreToldInTheOrderOfOffsetsWhoeverPublishes() throws Exception {
        Heard lobby = follow(LOBBY);
        Heard hall = follow(HALL);
        int publishers = 8;
        long each = 200;
        inThreads(
                publishers,
                publisher -> {
                    for (int i = 0; i < each; i++) {
                        boolean both = i % 2 == 0;
                        said(both ? append("m", LOBBY, HALL) : append("m", LOBBY));
                    }
                });
        assertThat(lobby.offsets()).isEqualTo(upTo(publishers * each));
        assertThat(hall.offsets()).isEqualTo(upTo(publishers * each / 2));
    }

    @Test
    void aVolatileMessageIsToldWithoutAPositionBehindItsPublishersEarlierMessages() {
        Heard heard = follow(LOBBY);
        List<String> sent = new ArrayList<>();
        CompletableFuture<Appended> last = new CompletableFuture<>();
        for (int i = 0; i < 100; i++) {
            logs.append(append("kept " + i, LOBBY), _ -> {});
            logs.append(ephemeral("volatile " + i, LOBBY), last::complete);
            sent.add("kept " + i);
            sent.add("volatile " + i);
        }
        assertThat(await(last)).isEqualTo(new Appended.Said(null));
        said(append("end", LOBBY));
        sent.add("end");

        assertThat(heard.bodies()).isEqualTo(sent);
        assertThat(heard.offsets()).isEqualTo(upTo(101));
        assertThat(heard.said().get(1).position()).isNull();
    }

    @Test
    void aPublisherThatFailsWhenItIsToldHarmsNobody() {
        Heard heard = follow(LOBBY);
        quiesce();
        logs.append(
                ephemeral("a", LOBBY),
                _ -> {
                    throw new IllegalStateException("a publisher that fails, on purpose");
                });
        said(append("b", LOBBY));
        assertThat(heard.bodies()).containsExactly("a", "b");
    }

    // Following

    @Test
    void followingWhileOthersPublishLeavesNeitherGapNorDuplicate() throws Exception {
        Tail keepsTheRoom = logs.follow(LOBBY, new Heard());
        int publishers = 3;
        CountDownLatch publishing = new CountDownLatch(publishers);
        List<Heard> followers = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        inThreads(
                publishers + 1,
                thread -> {
                    if (thread < publishers) {
                        for (int i = 0; i < 300; i++) {
                            said(append("m", LOBBY));
                        }
                        publishing.countDown();
                        return;
                    }
                    do {
                        Heard heard = new Heard();
                        Tail tail = logs.follow(LOBBY, heard);
                        spans.add(tail.span());
                        followers.add(heard);
                    } while (publishing.getCount() > 0 && followers.size() < 200);
                });
        long last = keepsTheRoom.span().newest();
        assertThat(last).isEqualTo(publishers * 300L);
        for (int i = 0; i < followers.size(); i++) {
            followers.get(i).assertWithoutGapFrom(spans.get(i).newest() + 1, last);
        }
    }

    @Test
    void theTailSaysWhatTheLogHolds() {
        Tail tail = logs.follow(LOBBY, new Heard());
        assertThat(tail.span().newest()).isZero();
        Position first = said(append("a", LOBBY));
        assertThat(tail.span().end()).isEqualTo(first);
        assertThat(tail.span()).isEqualTo(logs.span(LOBBY));
    }

    @Test
    void anUnwrittenRoomHasTheEpochOfItsFirstMessage() {
        Tail tail = logs.follow(LOBBY, new Heard());
        String epoch = tail.span().epoch();
        assertThat(said(append("a", LOBBY))).isEqualTo(new Position(epoch, 1));
    }

    @Test
    void theTailAnswersWhileAFeedHoldsUpTheEngine() throws Exception {
        CountDownLatch inFeed = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean released = new AtomicBoolean();
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
                                inFeed.countDown();
                                released.set(passes(release));
                            }

                            @Override
                            public void broke(Span now) {}
                        });
        Thread publisher = Thread.ofPlatform().start(() -> said(append("a", LOBBY)));
        assertThat(passes(inFeed)).isTrue();
        assertThat(tail.span().newest()).isEqualTo(1);
        release.countDown();
        publisher.join();
        assertThat(released).isTrue();
    }

    // Failing and closing

    @Test
    void aFeedThatThrowsStopsNeitherOtherFeedsNorTheOutcomeNorLaterMessages() {
        Heard before = follow(LOBBY);
        Tail _ = logs.follow(LOBBY, BROKEN);
        Heard after = follow(LOBBY);
        said(append("a", LOBBY));
        said(ephemeral("b", LOBBY));
        said(append("c", LOBBY));
        assertThat(before.bodies()).containsExactly("a", "b", "c");
        assertThat(after.bodies()).containsExactly("a", "b", "c");
    }

    @Test
    void aClosedTailTellsNothingMore() {
        Heard other = follow(LOBBY);
        Heard heard = new Heard();
        Tail tail = logs.follow(LOBBY, heard);
        said(append("a", LOBBY));
        tail.close();
        said(append("b", LOBBY));
        assertThat(heard.bodies()).containsExactly("a");
        assertThat(other.bodies()).containsExactly("a", "b");
    }

    @Test
    void closingTwiceDoesNotEndALaterTailOfTheSameFeed() {
        Heard heard = new Heard();
        Tail first = logs.follow(LOBBY, heard);
        first.close();
        Tail second = logs.follow(LOBBY, heard);
        first.close();
        said(append("a", LOBBY));
        assertThat(heard.bodies()).containsExactly("a");
        second.close();
        said(append("b", LOBBY));
        assertThat(heard.bodies()).containsExactly("a");
    }

    @Test
    void aFeedMayCloseItsTailWhileItIsTold() {
        CompletableFuture<Tail> own = new CompletableFuture<>();
        Heard heard = new Heard();
        Feed once =
                new Feed() {
                    @Override
                    public void said(
                            @Nullable Position position,
                            Message message,
                            Routing routing,
                            @Nullable Object local) {
                        heard.said(position, message, routing, local);
                        own.join().close();
                    }

                    @Override
                    public void broke(Span now) {}
                };
        own.complete(logs.follow(LOBBY, once));
        said(append("a", LOBBY));
        said(append("b", LOBBY));
        assertThat(heard.bodies()).containsExactly("a");
    }

    // Not for rooms

    @Test
    void aMessageThatIsNotForRoomsIsToldToNoFeed() {
        Heard heard = follow(LOBBY);
        Message message = new Message("message", null, Map.of(), new byte[0], null, null, 1);
        Routing everyone =
                new Routing(new Routing.Target.Everyone("chat"), List.of(), List.of(), true);
        assertThat(said(new Append(everyone, message, false, null, null, null))).isNull();
        assertThat(heard.said()).isEmpty();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
