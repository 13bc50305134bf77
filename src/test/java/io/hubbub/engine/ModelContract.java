package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to logs, every engine agrees with {@link ModelLogs}. */
public abstract class ModelContract extends RoomLogsFixture {

    private static final List<RoomName> ROOMS =
            List.of(LOBBY, HALL, ELSEWHERE, new RoomName("news", "a/b"), new RoomName("chat", "z"));

    static List<Long> seeds() {
        return List.of(1L, 2L, 3L, 4L, 5L, new Random().nextLong());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverIsDoneItAgreesWithAListPerRoom(long seed) {
        Random random = new Random(seed);
        retentions.put("chat", new Retention(random.nextInt(2) * 20, Duration.ZERO, true));
        retentions.put("news", new Retention(0, Duration.ofMinutes(1), false));
        ModelLogs model = new ModelLogs(this::retention, now::get, WINDOW);
        for (int step = 0; step < 400; step++) {
            String what = "seed " + seed + ", step " + step;
            RoomName room = ROOMS.get(random.nextInt(ROOMS.size()));
            switch (random.nextInt(12)) {
                case 0 -> now.addAndGet(random.nextInt(20_000));
                case 1 -> trim(model, room, random);
                case 2, 3, 4 -> assertReadsTheSame(model, room, random, what);
                default -> assertAppendsTheSame(model, room, random, what);
            }
            for (RoomName each : ROOMS) {
                assertHoldsTheSame(model, each, what);
            }
        }
    }

    private void trim(ModelLogs model, RoomName room, Random random) {
        long upTo = logs.span(room).oldest() + random.nextInt(8) - 3;
        logs.trim(room, upTo);
        model.trim(room, upTo);
    }

    private void assertReadsTheSame(ModelLogs model, RoomName room, Random random, String what) {
        From from =
                random.nextBoolean()
                        ? new From.After(random.nextInt(60))
                        : new From.Before(random.nextInt(60));
        int limit = random.nextInt(30);
        int bytes = random.nextInt(400);
        assertThat(texts(logs.read(room, from, limit, bytes)))
                .as(what)
                .isEqualTo(model.read(room, from, limit, bytes));
    }

    private void assertAppendsTheSame(ModelLogs model, RoomName room, Random random, String what) {
        List<RoomName> mayGoTo =
                ROOMS.stream().filter(r -> r.namespace().equals(room.namespace())).toList();
        String id = random.nextBoolean() ? "id" + random.nextInt(30) : null;
        String user = random.nextBoolean() ? "alice" : null;
        String body = what + "x".repeat(random.nextInt(50));
        Append append = append(body, some(mayGoTo, random), user, id);
        List<Long> offsets =
                switch (await(send(append))) {
                    case Appended.Stored(List<Position> positions) ->
                            positions.stream().map(Position::offset).toList();
                    case Appended.Duplicate(Position position) -> List.of(-position.offset());
                    case Appended other -> throw new AssertionError(what + other);
                };
        assertThat(offsets).as(what).isEqualTo(model.append(append));
    }

    private void assertHoldsTheSame(ModelLogs model, RoomName room, String what) {
        // Reads first: a span may count messages past their age until the log is read.
        assertThat(texts(logs.read(room, new From.After(0), ALL, ALL)))
                .as(what)
                .isEqualTo(model.read(room, new From.After(0), ALL, ALL));
        Span span = logs.span(room);
        assertThat(List.of(span.oldest(), span.newest())).as(what).isEqualTo(model.span(room));
    }

    private static List<String> texts(Page page) {
        return page.messages().stream()
                .map(logged -> logged.position().offset() + "=" + body(logged))
                .toList();
    }
}
