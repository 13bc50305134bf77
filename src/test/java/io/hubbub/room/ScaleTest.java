package io.hubbub.room;

import static io.hubbub.room.House.bounded;
import static io.hubbub.room.House.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.client.Lane;
import io.hubbub.namespace.Policy;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What many rooms and many members cost. It counts encodings, deliveries and allocated bytes,
 * because these are the same on every machine and times are not. All work is done on the test's own
 * thread.
 */
class ScaleTest {

    private static final Policy BOUNDED = bounded(1_000_000, 1_000_000);
    private static final int MESSAGES = 200;

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void publishingIntoOneOf5000RoomsCostsWhatItCostsInOneOf5() {
        long few = bytesPerMessage(houseOf(5), 5);
        long many = bytesPerMessage(houseOf(5_000), 5_000);

        assertThat(many).as("bytes per message, %d in the small", few).isLessThan(2 * few);
    }

    private static House houseOf(int rooms) {
        House house = new House(2);
        for (int i = 0; i < rooms; i++) {
            for (int member = 0; member < 2; member++) {
                Peer peer = house.connect();
                house.join(peer.client(), "chat/" + i, "s", BOUNDED);
            }
        }
        house.run();
        return house;
    }

    private static long bytesPerMessage(House house, int rooms) {
        Publication[] publications =
                IntStream.range(0, MESSAGES)
                        .mapToObj(i -> to("hi", "chat/" + (i * 31) % rooms))
                        .toArray(Publication[]::new);
        IntConsumer publish =
                i -> {
                    house.rooms.publish(publications[i], _ -> {});
                    house.run();
                };
        IntStream.range(0, MESSAGES).forEach(publish);
        long encodings = house.core.format.encodings();
        long delivered = delivered(house);
        long bytes = allocated(() -> IntStream.range(0, MESSAGES).forEach(publish));

        assertThat(house.core.format.encodings() - encodings).isEqualTo(MESSAGES);
        assertThat(delivered(house) - delivered).isEqualTo(2 * MESSAGES);
        return bytes / MESSAGES;
    }

    @Test
    void amongTwentyThousandMembersAJoinAMessageAndALeaveCostWhatTheyCostAmongTwoThousand() {
        Crowd small = new Crowd(2_000);
        Crowd large = new Crowd(20_000);

        // Counted per member: the growth of tables, which comes in steps, is in it.
        assertThat(large.joining)
                .as("joining; small: %d", small.joining)
                .isLessThan(2 * small.joining);
        assertThat(large.reading)
                .as("reading; small: %d", small.reading)
                .isLessThan(2 * small.reading + 8);
        assertThat(large.leaving)
                .as("leaving; small: %d", small.leaving)
                .isLessThan(2 * small.leaving);
    }

    /** Bytes per member that one room of so many costs. */
    private static final class Crowd {

        private final long joining;
        private final long reading;
        private final long leaving;

        Crowd(int size) {
            House house = new House(2, Core.limits(1_000_000, 10));
            List<Peer> peers = new ArrayList<>();
            IntStream.range(0, size).forEach(_ -> peers.add(house.connect()));
            house.run();
            Runnable join =
                    () -> {
                        peers.forEach(peer -> house.join(peer.client(), "chat/a", "s", BOUNDED));
                        house.run();
                    };
            Runnable leave =
                    () -> {
                        peers.forEach(peer -> house.leave(peer, "s"));
                        house.run();
                    };
            Runnable publish =
                    () -> {
                        house.publish("hi", "chat/a");
                        house.run();
                    };
            join.run();
            publish.run();
            leave.run();

            joining = allocated(join) / size;
            long encodings = house.core.format.encodings();
            long delivered = delivered(house);
            reading = allocated(publish) / size;
            assertThat(house.core.format.encodings() - encodings).isEqualTo(1);
            assertThat(delivered(house) - delivered).isEqualTo(size);
            leaving = allocated(leave) / size;
            assertThat(house.rooms.count()).isZero();
        }
    }

    @Test
    void aMessageIsEncodedOnceForEachSubscriptionIdAndNotForEachMember() {
        House house = new House(2);
        for (int i = 0; i < 300; i++) {
            house.join(house.connect().client(), "chat/a", "s" + i % 3, BOUNDED);
        }
        house.publish("hi", "chat/a");
        house.run();

        assertThat(house.core.format.encodings()).isEqualTo(3);
        assertThat(delivered(house)).isEqualTo(300);
    }

    @Test
    void aMessageIsOneTaskForEachLaneThatHasMembers() {
        House house = new House(4);
        IntStream.range(0, 100)
                .mapToObj(_ -> house.connect())
                .filter(peer -> peer.client().lane().index() < 2)
                .forEach(peer -> house.join(peer.client(), "chat/a", "s", BOUNDED));
        house.run();
        house.publish("", "chat/a");

        List<Long> waiting = house.core.lanes.all().stream().map(Lane::inboxBytes).toList();
        assertThat(waiting.subList(2, 4)).containsOnly(0L);
        assertThat(waiting.getFirst()).isPositive().isEqualTo(waiting.get(1));
        long one = waiting.getFirst();
        house.publish("", "chat/a");
        assertThat(house.core.lanes.get(0).inboxBytes()).isEqualTo(2 * one);
    }

    @Test
    void aLaneWhoseMembersLeftHearsNoMoreOfTheRoom() {
        House house = new House(2);
        Peer first = house.member("chat/a");
        Peer second = house.member("chat/a");
        house.leave(first, "chat/a");
        house.run();

        house.publish("hi", "chat/a");

        assertThat(first.client().lane().inboxBytes()).isZero();
        assertThat(second.client().lane().inboxBytes()).isPositive();
    }

    private static long delivered(House house) {
        return house.core.lanes.all().stream().mapToLong(Lane::delivered).sum();
    }

    private static long allocated(Runnable work) {
        long before = THREAD.getCurrentThreadAllocatedBytes();
        work.run();
        return THREAD.getCurrentThreadAllocatedBytes() - before;
    }
}
