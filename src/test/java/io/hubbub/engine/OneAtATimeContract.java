package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * How the engines of this machine tell outcomes: one at a time and in the order of positions, for
 * all publishers together. The port promises less, so an engine on another machine may be faster.
 */
public abstract class OneAtATimeContract extends RoomLogsFixture {

    @Test
    void outcomesAreToldOneAtATimeInTheOrderOfPositions() throws Exception {
        int publishers = 8;
        int each = 300;
        List<RoomName> rooms = rooms(4);
        Outcomes outcomes = new Outcomes(publishers * each);
        inThreads(
                publishers,
                publisher -> {
                    Random random = new Random(publisher);
                    String user = "p" + publisher;
                    for (int i = 0; i < each; i++) {
                        List<RoomName> to = some(rooms, random);
                        int number = i;
                        logs.append(
                                append(user + ":" + i, to, user, null),
                                outcome -> outcomes.tell(user, number, to, positions(outcome)));
                    }
                });
        assertThat(passes(outcomes.all)).isTrue();
        assertThat(outcomes.overlaps).hasValue(0);
        for (RoomName room : rooms) {
            List<Long> offsets = outcomes.byRoom.getOrDefault(room, List.of());
            assertThat(offsets).isEqualTo(upTo(offsets.size()));
            assertThat(logs.span(room).newest()).isEqualTo(offsets.size());
            List<Logged> read = logs.read(room, new From.After(0), ALL, ALL).messages();
            assertThat(read).hasSameSizeAs(offsets);
            assertInTheOrderOfEachPublisher(read);
        }
        assertThat(outcomes.byPublisher).hasSize(publishers);
        assertThat(outcomes.byPublisher.values()).allMatch(upTo(each - 1, 0)::equals);
    }

    /** What outcomes were told. Its lists are not safe for threads: outcomes must not overlap. */
    private static final class Outcomes {
        final Map<RoomName, List<Long>> byRoom = new ConcurrentHashMap<>();
        final Map<String, List<Long>> byPublisher = new ConcurrentHashMap<>();
        final AtomicInteger overlaps = new AtomicInteger();
        final CountDownLatch all;
        private final AtomicInteger inside = new AtomicInteger();

        Outcomes(int count) {
            all = new CountDownLatch(count);
        }

        void tell(String publisher, long number, List<RoomName> rooms, List<Position> positions) {
            if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            for (int i = 0; i < rooms.size(); i++) {
                byRoom.computeIfAbsent(rooms.get(i), _ -> new ArrayList<>())
                        .add(positions.get(i).offset());
            }
            byPublisher.computeIfAbsent(publisher, _ -> new ArrayList<>()).add(number);
            inside.decrementAndGet();
            all.countDown();
        }
    }

    /** Bodies are {@code publisher:number}. */
    private static void assertInTheOrderOfEachPublisher(List<Logged> messages) {
        Map<String, Integer> last = new HashMap<>();
        for (Logged logged : messages) {
            String body = body(logged);
            int number = Integer.parseInt(body.substring(body.indexOf(':') + 1));
            Integer before = last.put(logged.message().from(), number);
            assertThat(before == null || before < number).as(body).isTrue();
        }
    }

    private static List<Long> upTo(long last) {
        return upTo(last, 1);
    }

    private static List<Long> upTo(long last, long first) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<RoomName> rooms(int count) {
        return IntStream.range(0, count).mapToObj(i -> new RoomName("chat", "r" + i)).toList();
    }
}
