package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every engine keeps of a message, and when it tells its outcome. */
public abstract class AppendingContract extends RoomLogsFixture {

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
                        Routing.to(List.of(HALL, LOBBY))
                                .exceptRooms(
                                        List.of(
                                                new RoomName("chat", "not/here"),
                                                new RoomName("chat", "nor")))
                                .withoutEcho(),
                        message,
                        false,
                        "id-1",
                        null,
                        null);
        List<Position> positions = stored(append);
        for (int i = 0; i < 2; i++) {
            Logged read = logs.read(append.rooms().get(i), From.END, 1, ALL).messages().getFirst();
            assertThat(read.position()).isEqualTo(positions.get(i));
            assertThat(read.rooms()).isEqualTo(append.rooms());
            assertThat(read.routing().exceptRooms()).isEqualTo(append.routing().exceptRooms());
            assertThat(read.routing().echo()).isFalse();
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
        assertThat(read.routing().exceptRooms()).isEmpty();
        assertThat(read.routing().echo()).isTrue();
    }

    @Test
    void headersKeepTheirOrder() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 20; i > 0; i--) {
            headers.put("x-" + i, "" + i);
        }
        Message message = new Message("message", null, headers, new byte[0], null, null, 1);
        stored(new Append(Routing.to(List.of(LOBBY)), message, false, null, null, null));
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
    void aSpanIsAnsweredWhileAnOutcomeWaits() throws Exception {
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
}
