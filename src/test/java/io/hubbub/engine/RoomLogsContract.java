package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine's logs do, sentence by sentence of {@link RoomLogs}. */
public abstract class RoomLogsContract extends RoomLogsFixture {

    // Empty logs

    @Test
    void aLogIsNeverAbsent() {
        Span span = logs.span(LOBBY);
        assertThat(span.oldest()).isEqualTo(1);
        assertThat(span.newest()).isZero();
        assertThat(span.count()).isZero();
        assertThat(logs.read(LOBBY, From.END, 10, ALL).messages()).isEmpty();
        assertThat(logs.read(LOBBY, new From.After(0), 10, ALL))
                .isEqualTo(new Page(List.of(), span));
    }

    @Test
    void anUnwrittenLogHasTheEpochOfItsFirstMessage() {
        String epoch = logs.span(LOBBY).epoch();
        assertThat(stored(append("a", LOBBY))).containsExactly(new Position(epoch, 1));
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(epoch, 1, 1));
    }

    @Test
    void readingAndTrimmingDoNotMakeALogThatWasWrittenTo() {
        logs.read(LOBBY, From.END, 10, ALL);
        logs.span(LOBBY);
        logs.trim(LOBBY, 10);
        assertThat(logs.rooms("chat")).isEmpty();
        assertThat(logs.span(LOBBY).newest()).isZero();
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(1);
    }

    // Appending

    @Test
    void offsetsFollowEachOtherFromOneInTheOrderOfTheCalls() {
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            outcomes.add(send(append("m" + i, LOBBY)));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(positions(await(outcomes.get(i))).getFirst().offset()).isEqualTo(i + 1);
        }
        Page page = logs.read(LOBBY, new From.After(0), 1_000, ALL);
        assertThat(page.messages()).hasSize(500);
        for (int i = 0; i < 500; i++) {
            Logged logged = page.messages().get(i);
            assertThat(logged.position().offset()).isEqualTo(i + 1);
            assertThat(body(logged)).isEqualTo("m" + i);
        }
    }

    @Test
    void everythingThatWasAppendedIsReadBack() {
        Message message =
                new Message(
                        "chat message",
                        "application/json",
                        Map.of("x-colour", "gr\u00fcn", "x-empty", ""),
                        new byte[] {0, 1, -1, 127, -128},
                        "alice \ud83d\ude42",
                        "client-7",
                        1_234_567_890_123L);
        Append append =
                new Append(
                        List.of(HALL, LOBBY),
                        List.of(new RoomName("chat", "not/here"), new RoomName("chat", "nor")),
                        false,
                        message,
                        "id-1");
        List<Position> positions = stored(append);
        for (int i = 0; i < 2; i++) {
            Logged read = logs.read(append.rooms().get(i), From.END, 1, ALL).messages().getFirst();
            assertThat(read.position()).isEqualTo(positions.get(i));
            assertThat(read.rooms()).isEqualTo(append.rooms());
            assertThat(read.except()).isEqualTo(append.except());
            assertThat(read.echo()).isFalse();
            assertThat(read.message()).usingRecursiveComparison().isEqualTo(message);
        }
    }

    @Test
    void aMessageOfTheServerHasNeitherSenderNorClientNorContentType() {
        stored(append("", LOBBY, null, null));
        Logged read = logs.read(LOBBY, From.END, 1, ALL).messages().getFirst();
        assertThat(read.message().from()).isNull();
        assertThat(read.message().client()).isNull();
        assertThat(read.message().contentType()).isNull();
        assertThat(read.message().headers()).isEmpty();
        assertThat(read.message().body()).isEmpty();
        assertThat(read.rooms()).containsExactly(LOBBY);
        assertThat(read.except()).isEmpty();
        assertThat(read.echo()).isTrue();
    }

    @Test
    void headersKeepTheirOrder() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 20; i > 0; i--) {
            headers.put("x-" + i, "" + i);
        }
        Message message = new Message("message", null, headers, new byte[0], null, null, 1);
        stored(new Append(List.of(LOBBY), List.of(), true, message, null));
        Logged read = logs.read(LOBBY, From.END, 1, ALL).messages().getFirst();
        assertThat(read.message().headers().keySet()).containsExactlyElementsOf(headers.keySet());
    }

    @Test
    void aMessageForSeveralRoomsGoesToAllInOneStep() {
        stored(append("a", LOBBY));
        List<Position> positions = stored(append("b", LOBBY, HALL));
        assertThat(positions).extracting(Position::offset).containsExactly(2L, 1L);
        assertThat(bodies(LOBBY)).containsExactly("a", "b");
        assertThat(bodies(HALL)).containsExactly("b");
    }

    @Test
    void roomsOfTheSameNameInTwoNamespacesAreTwoRooms() {
        stored(append("here", LOBBY));
        stored(append("there", ELSEWHERE));
        assertThat(bodies(LOBBY)).containsExactly("here");
        assertThat(bodies(ELSEWHERE)).containsExactly("there");
    }

    @Test
    void aMessageCanBeReadWhenItsOutcomeIsTold() {
        AtomicLong seen = new AtomicLong();
        CompletableFuture<Appended> told = new CompletableFuture<>();
        logs.append(
                append("a", LOBBY),
                outcome -> {
                    seen.set(logs.span(LOBBY).newest());
                    told.complete(outcome);
                });
        await(told);
        assertThat(seen).hasValue(1);
        assertThat(bodies(LOBBY)).containsExactly("a");
    }

    @Test
    void outcomesAreToldOneAtATimeInTheOrderOfPositions() throws Exception {
        int publishers = 8;
        int each = 300;
        List<RoomName> rooms = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rooms.add(new RoomName("chat", "r" + i));
        }
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        Map<RoomName, List<Long>> told = new ConcurrentHashMap<>();
        rooms.forEach(room -> told.put(room, new CopyOnWriteArrayList<>()));
        Map<String, List<Integer>> byPublisher = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(publishers * each);
        inThreads(
                publishers,
                publisher -> {
                    Random random = new Random(publisher);
                    List<Integer> own = new ArrayList<>();
                    byPublisher.put("p" + publisher, own);
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        List<RoomName> to = some(rooms, random);
                        Append append =
                                append("p" + publisher + ":" + i, to, "p" + publisher, null);
                        logs.append(
                                append,
                                outcome -> {
                                    if (inside.incrementAndGet() != 1) {
                                        overlaps.incrementAndGet();
                                    }
                                    List<Position> positions = positions(outcome);
                                    for (int r = 0; r < to.size(); r++) {
                                        told.get(to.get(r)).add(positions.get(r).offset());
                                    }
                                    own.add(number);
                                    inside.decrementAndGet();
                                    all.countDown();
                                });
                    }
                });
        assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(overlaps).hasValue(0);
        for (RoomName room : rooms) {
            List<Long> offsets = told.get(room);
            for (int i = 0; i < offsets.size(); i++) {
                assertThat(offsets.get(i)).isEqualTo(i + 1);
            }
            List<Logged> read = logs.read(room, new From.After(0), ALL, ALL).messages();
            assertThat(read).hasSameSizeAs(offsets);
            assertThat(logs.span(room).newest()).isEqualTo(offsets.size());
            Map<String, Integer> last = new HashMap<>();
            for (Logged logged : read) {
                String body = body(logged);
                int number = Integer.parseInt(body.substring(body.indexOf(':') + 1));
                Integer before = last.put(logged.message().from(), number);
                assertThat(before == null || before < number).isTrue();
            }
        }
        for (List<Integer> own : byPublisher.values()) {
            for (int i = 0; i < each; i++) {
                assertThat(own.get(i)).isEqualTo(i);
            }
        }
    }

    @Test
    void roomsOfCrossingMessagesAgreeOnWhichCameFirst() throws Exception {
        inThreads(
                4,
                publisher -> {
                    for (int i = 0; i < 200; i++) {
                        RoomName[] to =
                                publisher % 2 == 0
                                        ? new RoomName[] {LOBBY, HALL}
                                        : new RoomName[] {HALL, LOBBY};
                        stored(append(publisher + ":" + i, to));
                    }
                });
        assertThat(bodies(LOBBY)).hasSize(800).isEqualTo(bodies(HALL));
    }

    @Test
    void aThrowingOutcomeHarmsNobody() {
        logs.append(
                append("a", LOBBY),
                outcome -> {
                    throw new IllegalStateException("an outcome that fails, on purpose");
                });
        stored(append("b", LOBBY));
        assertThat(bodies(LOBBY)).containsExactly("a", "b");
    }

    @Test
    void anOutcomeMustNotAppend() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        logs.append(
                append("a", LOBBY),
                outcome ->
                        thrown.complete(
                                catchThrowable(
                                        () -> logs.append(append("b", LOBBY), other -> {}))));
        assertThat(await(thrown)).isInstanceOf(IllegalStateException.class);
        stored(append("c", LOBBY));
        assertThat(bodies(LOBBY)).containsExactly("a", "c");
    }

    @Test
    void aSpanIsToldWhileAnOutcomeWaitsForTheLockItIsAskedUnder() throws Exception {
        CountDownLatch inOutcome = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Thread publisher =
                Thread.ofPlatform()
                        .start(() ->
                                logs.append(
                                        append("a", LOBBY),
                                        outcome -> {
                                            inOutcome.countDown();
                                            told.complete(passes(release));
                                        }));
        assertThat(passes(inOutcome)).isTrue();
        assertThat(logs.span(LOBBY).newest()).isEqualTo(1);
        assertThat(logs.rooms("chat")).hasSize(1);
        assertThat(bodies(LOBBY)).containsExactly("a");
        release.countDown();
        assertThat(await(told)).isTrue();
        publisher.join();
    }

    // Ids

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
        Semaphore start = new Semaphore(0);
        List<CompletableFuture<Appended>> outcomes = new CopyOnWriteArrayList<>();
        int threads = 8;
        int ids = 100;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(
                        pool.submit(() -> {
                            start.acquireUninterruptibly();
                            for (int i = 0; i < ids; i++) {
                                outcomes.add(send(append("m" + i, LOBBY, "alice", "i" + i)));
                            }
                        }));
            }
            start.release(threads);
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdown();
        }
        long kept =
                outcomes.stream()
                        .map(RoomLogsFixture::await)
                        .filter(Appended.Stored.class::isInstance)
                        .count();
        assertThat(kept).isEqualTo(ids);
        assertThat(new HashSet<>(bodies(LOBBY))).hasSize(ids);
        assertThat(logs.span(LOBBY).count()).isEqualTo(ids);
    }

    // In order

    @Test
    void inOrderIsAtOnceWhereNothingIsOpen() {
        stored(append("a", LOBBY));
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        quiesce();
        logs.inOrder(() -> ran.complete(Thread.currentThread()));
        assertThat(ran.getNow(null)).isSameAs(Thread.currentThread());
    }

    @Test
    void inOrderComesAfterTheOutcomesOfThisThreadsAppends() throws Exception {
        inThreads(
                4,
                publisher -> {
                    List<Integer> seen = new CopyOnWriteArrayList<>();
                    CompletableFuture<Boolean> done = new CompletableFuture<>();
                    for (int i = 0; i < 300; i++) {
                        int number = i;
                        if (i % 3 == 2) {
                            logs.inOrder(() -> seen.add(number));
                        } else {
                            logs.append(append("m", LOBBY), outcome -> seen.add(number));
                        }
                    }
                    logs.inOrder(() -> done.complete(true));
                    await(done);
                    for (int i = 0; i < 300; i++) {
                        assertThat(seen.get(i)).isEqualTo(i);
                    }
                });
    }

    // Reading

    @Test
    void afterReadsTheOldestWhoseOffsetIsGreater() {
        fill(LOBBY, 10);
        assertThat(offsets(new From.After(0), 3)).containsExactly(1L, 2L, 3L);
        assertThat(offsets(new From.After(4), 3)).containsExactly(5L, 6L, 7L);
        assertThat(offsets(new From.After(9), 3)).containsExactly(10L);
        assertThat(offsets(new From.After(10), 3)).isEmpty();
        assertThat(offsets(new From.After(Long.MAX_VALUE), 3)).isEmpty();
        assertThat(offsets(new From.After(3), 0)).isEmpty();
    }

    @Test
    void beforeReadsTheNewestWhoseOffsetIsLessInTheOrderOfOffsets() {
        fill(LOBBY, 10);
        assertThat(offsets(From.END, 3)).containsExactly(8L, 9L, 10L);
        assertThat(offsets(new From.Before(11), 3)).containsExactly(8L, 9L, 10L);
        assertThat(offsets(new From.Before(5), 3)).containsExactly(2L, 3L, 4L);
        assertThat(offsets(new From.Before(3), 3)).containsExactly(1L, 2L);
        assertThat(offsets(new From.Before(1), 3)).isEmpty();
        assertThat(offsets(new From.Before(0), 3)).isEmpty();
    }

    @Test
    void aPageHasTheSpanOfTheLog() {
        fill(LOBBY, 10);
        logs.trim(LOBBY, 4);
        Page page = logs.read(LOBBY, From.END, 2, ALL);
        assertThat(page.span()).isEqualTo(logs.span(LOBBY));
        assertThat(page.span().oldest()).isEqualTo(5);
        assertThat(page.span().newest()).isEqualTo(10);
    }

    @Test
    void noMessageIsReadWithWhichAllWereLongerThanTheBound() {
        for (int i = 0; i < 5; i++) {
            stored(append("x".repeat(100), LOBBY));
        }
        assertThat(page(new From.After(0), 250)).containsExactly(1L, 2L);
        assertThat(page(new From.After(0), 300)).containsExactly(1L, 2L, 3L);
        assertThat(page(From.END, 250)).containsExactly(4L, 5L);
    }

    @Test
    void headersCountAsWell() {
        for (int i = 0; i < 3; i++) {
            Message message =
                    new Message(
                            "message",
                            null,
                            Map.of("x-a", "y".repeat(97)),
                            new byte[100],
                            null,
                            null,
                            1);
            stored(new Append(List.of(LOBBY), List.of(), true, message, null));
        }
        assertThat(page(new From.After(0), 399)).containsExactly(1L);
        assertThat(page(new From.After(0), 400)).containsExactly(1L, 2L);
    }

    @Test
    void theFirstMessageIsReadHoweverLongItIs() {
        for (int i = 0; i < 3; i++) {
            stored(append("x".repeat(100), LOBBY));
        }
        assertThat(page(new From.After(0), 1)).containsExactly(1L);
        assertThat(page(From.END, 0)).containsExactly(3L);
    }

    // Trimming

    @Test
    void trimmingRemovesAllUpToTheOffset() {
        fill(LOBBY, 10);
        logs.trim(LOBBY, 4);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(5);
        assertThat(logs.span(LOBBY).count()).isEqualTo(6);
        assertThat(offsets(new From.After(0), 2)).containsExactly(5L, 6L);
        assertThat(offsets(From.END, 100)).hasSize(6);
        assertThat(offsets(new From.Before(6), 100)).containsExactly(5L);
        assertThat(offsets(new From.Before(5), 100)).isEmpty();
    }

    @Test
    void trimmingKeepsTheEpochAndTheNextOffset() {
        fill(LOBBY, 3);
        String epoch = logs.span(LOBBY).epoch();
        logs.trim(LOBBY, 3);
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(epoch, 4, 3));
        assertThat(logs.read(LOBBY, From.END, 10, ALL).messages()).isEmpty();
        assertThat(stored(append("d", LOBBY))).containsExactly(new Position(epoch, 4));
        assertThat(bodies(LOBBY)).containsExactly("d");
    }

    @Test
    void trimmingWhatIsGoneDoesNothing() {
        fill(LOBBY, 5);
        logs.trim(LOBBY, 3);
        logs.trim(LOBBY, 2);
        logs.trim(LOBBY, 0);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(4);
    }

    @Test
    void trimmingPastTheNewestRemovesNothingThatIsYetToCome() {
        fill(LOBBY, 2);
        logs.trim(LOBBY, 100);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(3);
        stored(append("new", LOBBY));
        assertThat(bodies(LOBBY)).containsExactly("new");
    }

    @Test
    void trimmingOneRoomLeavesTheOthers() {
        fill(LOBBY, 3);
        fill(HALL, 3);
        logs.trim(LOBBY, 3);
        assertThat(logs.span(HALL).count()).isEqualTo(3);
        assertThat(bodies(HALL)).hasSize(3);
    }

    // Retention

    @Test
    void noMoreThanTheSizeIsKept() {
        retentions.put("chat", new Retention(3, Duration.ZERO, true));
        fill(LOBBY, 100);
        fill(ELSEWHERE, 10);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(98);
        assertThat(logs.span(LOBBY).newest()).isEqualTo(100);
        assertThat(offsets(new From.After(0), 10)).containsExactly(98L, 99L, 100L);
        assertThat(logs.span(ELSEWHERE).count()).isEqualTo(10);
    }

    @Test
    void nothingOlderThanTheAgeIsRead() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        fill(LOBBY, 3);
        now.addAndGet(30_000);
        fill(LOBBY, 2);
        fill(ELSEWHERE, 1);
        now.addAndGet(30_000);
        assertThat(offsets(new From.After(0), 10)).containsExactly(1L, 2L, 3L, 4L, 5L);
        now.addAndGet(1);
        Page page = logs.read(LOBBY, new From.After(0), 10, ALL);
        assertThat(page.messages())
                .extracting(logged -> logged.position().offset())
                .containsExactly(4L, 5L);
        assertThat(page.span().oldest()).isEqualTo(4);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(4);
        now.addAndGet(60_000);
        assertThat(logs.read(LOBBY, From.END, 10, ALL).messages()).isEmpty();
        assertThat(logs.span(LOBBY).newest()).isEqualTo(5);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(6);
        assertThat(logs.read(ELSEWHERE, From.END, 10, ALL).messages()).hasSize(1);
    }

    @Test
    void aClockThatGoesBackLosesNothing() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        fill(LOBBY, 2);
        now.addAndGet(-600_000);
        fill(LOBBY, 2);
        assertThat(offsets(new From.After(0), 10)).containsExactly(1L, 2L, 3L, 4L);
        now.addAndGet(600_000);
        assertThat(offsets(new From.After(0), 10)).containsExactly(1L, 2L, 3L, 4L);
    }

    // Bytes

    @Test
    void aLogPastItsBytesLosesItsOldest() {
        retentions.put("chat", new Retention(0, Duration.ZERO, true, 20_000, 0));
        for (int i = 0; i < 300; i++) {
            stored(append("x".repeat(500), LOBBY));
            assertThat(kept(LOBBY).bytes()).isLessThanOrEqualTo(20_000);
        }
        fill(HALL, 2);
        assertThat(logs.span(LOBBY).newest()).isEqualTo(300);
        assertThat(logs.span(LOBBY).count()).isBetween(15L, 40L);
        assertThat(bodies(LOBBY)).hasSize((int) logs.span(LOBBY).count());
        assertThat(bodies(HALL)).hasSize(2);
    }

    @Test
    void aMessageLongerThanItsLogMayBeIsTheOnlyOneInIt() {
        retentions.put("chat", new Retention(0, Duration.ZERO, true, 1_000, 0));
        fill(LOBBY, 3);
        stored(append("x".repeat(5_000), LOBBY));
        assertThat(logs.span(LOBBY).count()).isEqualTo(1);
        stored(append("short", LOBBY));
        stored(append("shorter", LOBBY));
        assertThat(logs.span(LOBBY).newest()).isEqualTo(6);
        assertThat(bodies(LOBBY)).endsWith("shorter");
    }

    @Test
    void ofANamespacePastItsBytesTheLargestLogsPay() {
        retentions.put("chat", new Retention(0, Duration.ZERO, true, 0, 40_000));
        fill(HALL, 3);
        fill(ELSEWHERE, 3);
        RoomName other = new RoomName("chat", "other");
        for (int i = 0; i < 300; i++) {
            stored(append("x".repeat(500), i % 3 == 0 ? other : LOBBY));
        }
        awaitUntil(() -> logs.rooms("chat").stream().mapToLong(Kept::bytes).sum() <= 40_000);
        assertThat(bodies(HALL)).hasSize(3);
        assertThat(bodies(ELSEWHERE)).hasSize(3);
        assertThat(logs.span(LOBBY).newest()).isEqualTo(200);
        assertThat(logs.span(LOBBY).count()).isBetween(15L, 60L);
        assertThat(logs.span(other).count()).isBetween(15L, 60L);
        assertThat(bodies(LOBBY)).hasSize((int) logs.span(LOBBY).count());
    }

    // Rooms

    @Test
    void roomsAreThoseThatWereWrittenTo() {
        fill(LOBBY, 3);
        fill(HALL, 1);
        fill(ELSEWHERE, 1);
        assertThat(logs.rooms("chat")).hasSize(2);
        assertThat(logs.rooms("chat"))
                .extracting(Kept::room)
                .containsExactlyInAnyOrder(LOBBY, HALL);
        assertThat(logs.rooms("none")).isEmpty();
        for (Kept kept : logs.rooms("chat")) {
            assertThat(kept.span()).isEqualTo(logs.span(kept.room()));
            assertThat(kept.bytes()).isPositive();
        }
    }

    @Test
    void roomsIsAView() {
        Collection<Kept> view = logs.rooms("chat");
        assertThat(view).isEmpty();
        fill(LOBBY, 1);
        assertThat(view).hasSize(1);
        fill(HALL, 1);
        assertThat(view).hasSize(2);
    }

    @Test
    void aRoomWhoseMessagesAreGoneIsStillThere() {
        fill(LOBBY, 3);
        logs.trim(LOBBY, 3);
        assertThat(logs.rooms("chat")).extracting(Kept::room).containsExactly(LOBBY);
    }

    @Test
    void bytesGrowWithWhatIsWrittenAndShrinkWithWhatIsTrimmed() {
        stored(append("x".repeat(1_000), LOBBY));
        long one = logs.rooms("chat").iterator().next().bytes();
        assertThat(one).isBetween(1_000L, 2_000L);
        stored(append("x".repeat(1_000), LOBBY));
        long two = logs.rooms("chat").iterator().next().bytes();
        assertThat(two).isBetween(2_000L, 4_000L);
        logs.trim(LOBBY, 2);
        assertThat(logs.rooms("chat").iterator().next().bytes()).isZero();
    }

    // Forgetting

    @Test
    void aForgottenLogNeverComesBackUnderItsOldEpoch() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        Position lost = stored(append("a", LOBBY)).getFirst();
        awaitUntil(() -> {
            now.addAndGet(30_000);
            stored(append("b", HALL));
            return logs.rooms("chat").size() == 1;
        });
        Span span = logs.span(LOBBY);
        assertThat(span.newest()).isZero();
        assertThat(span.epoch()).isNotEqualTo(lost.epoch());
        assertThat(stored(append("c", LOBBY))).containsExactly(new Position(span.epoch(), 1));
        assertThat(bodies(LOBBY)).containsExactly("c");
    }

    @Test
    void aLogThatWasWrittenToWithinTwiceItsAgeIsNotForgotten() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        fill(LOBBY, 1);
        fill(HALL, 1);
        Span before = logs.span(LOBBY);
        now.addAndGet(110_000);
        for (int i = 0; i < 10; i++) {
            stored(append("b", ELSEWHERE));
            logs.read(LOBBY, From.END, 10, ALL);
        }
        quiesce();
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(before.epoch(), 2, 1));
        assertThat(logs.rooms("chat")).hasSize(2);
    }

    // Closing

    @Test
    void closingTellsAllThatIsOpen() {
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            outcomes.add(send(append("m" + i, LOBBY)));
        }
        logs.close();
        for (CompletableFuture<Appended> outcome : outcomes) {
            assertThat(outcome).isCompletedWithValueMatching(Appended.Stored.class::isInstance);
        }
    }

    @Test
    void whatIsAppendedAfterTheEndIsRefused() {
        logs.close();
        assertThat(await(send(append("a", LOBBY))))
                .isInstanceOfSatisfying(
                        Appended.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo(ErrorCode.SHUTTING_DOWN));
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        logs.inOrder(() -> ran.complete(true));
        assertThat(await(ran)).isTrue();
        logs.close();
    }

    // Everything at once

    static List<Long> seeds() {
        return List.of(1L, 2L, 3L, 4L, 5L, new Random().nextLong());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverIsDoneItAgreesWithAListPerRoom(long seed) throws Exception {
        Random random = new Random(seed);
        retentions.put("chat", new Retention(random.nextInt(2) * 20, Duration.ZERO, true));
        retentions.put("news", new Retention(0, Duration.ofMinutes(1), false));
        ModelLogs model = new ModelLogs(this::retention, now::get, WINDOW);
        List<RoomName> rooms =
                List.of(
                        LOBBY,
                        HALL,
                        ELSEWHERE,
                        new RoomName("news", "a/b"),
                        new RoomName("chat", "z"));
        for (int step = 0; step < 400; step++) {
            RoomName room = rooms.get(random.nextInt(rooms.size()));
            String what = "seed " + seed + ", step " + step;
            switch (random.nextInt(12)) {
                case 0 -> now.addAndGet(random.nextInt(20_000));
                case 1 -> {
                    long upTo = logs.span(room).oldest() + random.nextInt(8) - 3;
                    logs.trim(room, upTo);
                    model.trim(room, upTo);
                }
                case 2, 3, 4 -> {
                    From from =
                            random.nextBoolean()
                                    ? new From.After(random.nextInt(60))
                                    : new From.Before(random.nextInt(60));
                    int limit = random.nextInt(30);
                    int bytes = random.nextInt(400);
                    assertThat(logs.read(room, from, limit, bytes).messages())
                            .as(what)
                            .extracting(RoomLogsContract::text)
                            .isEqualTo(model.read(room, from, limit, bytes));
                }
                default -> {
                    List<RoomName> all =
                            some(
                                    rooms.stream()
                                            .filter(r -> r.namespace().equals(room.namespace()))
                                            .toList(),
                                    random);
                    String id = random.nextBoolean() ? "id" + random.nextInt(30) : null;
                    String user = random.nextBoolean() ? "alice" : null;
                    Append append = append(step + "x".repeat(random.nextInt(50)), all, user, id);
                    Appended outcome = await(send(append));
                    List<Long> offsets =
                            switch (outcome) {
                                case Appended.Stored(List<Position> positions) ->
                                        positions.stream().map(Position::offset).toList();
                                case Appended.Duplicate(Position position) ->
                                        List.of(-position.offset());
                                case Appended.Refused refused ->
                                        throw new AssertionError(what + ": " + refused);
                            };
                    assertThat(offsets).as(what).isEqualTo(model.append(append));
                }
            }
            for (RoomName each : rooms) {
                // Reading first, as only that must have dropped what is past its age.
                Page page = logs.read(each, new From.After(0), ALL, ALL);
                assertThat(page.messages())
                        .as(what)
                        .extracting(RoomLogsContract::text)
                        .isEqualTo(model.read(each, new From.After(0), ALL, ALL));
                Span span = logs.span(each);
                assertThat(List.of(span.oldest(), span.newest()))
                        .as(what)
                        .isEqualTo(model.span(each));
            }
        }
    }

    private List<Long> offsets(From from, int limit) {
        return logs.read(LOBBY, from, limit, ALL).messages().stream()
                .map(logged -> logged.position().offset())
                .toList();
    }

    private List<Long> page(From from, int bytes) {
        return logs.read(LOBBY, from, ALL, bytes).messages().stream()
                .map(logged -> logged.position().offset())
                .toList();
    }

    private static String text(Logged logged) {
        return logged.position().offset() + "=" + body(logged);
    }
}
