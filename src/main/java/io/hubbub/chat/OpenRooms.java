package io.hubbub.chat;

import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of the chat that people are in. If the service has many rooms, one look at all of them
 * serves everybody who asks within a second. Otherwise somebody who asks again and again would keep
 * a core busy. Any thread may use this.
 */
final class OpenRooms {

    /** The most rooms that are listed. */
    static final int LISTED = 100;

    /**
     * With so few rooms, each question looks at all of them, because that costs no more than a
     * message.
     */
    static final int FEW = 200;

    static final Duration FRESH = Duration.ofSeconds(1);

    /** The listed rooms. {@code count} is the full number, even if fewer are listed. */
    record Listed(int count, List<OpenRoom> rooms) {}

    /** One of them. */
    record OpenRoom(String room, int people) {}

    private static final Comparator<OpenRoom> EMPTIEST_FIRST =
            Comparator.comparingInt(OpenRoom::people)
                    .thenComparing(OpenRoom::room, Comparator.reverseOrder());

    private final Consumer<ObjIntConsumer<RoomName>> census;
    private final IntSupplier count;
    private final LongSupplier nanos;

    // Guarded by this.
    /** Null before the first look. */
    private @Nullable Listed last;

    private long lastNanos;

    /**
     * @param census tells how many members each room of the service has
     * @param count tells how many rooms there are
     */
    OpenRooms(Consumer<ObjIntConsumer<RoomName>> census, IntSupplier count, LongSupplier nanos) {
        this.census = census;
        this.count = count;
        this.nanos = nanos;
    }

    synchronized Listed now() {
        Listed known = last;
        if (known != null
                && count.getAsInt() > FEW
                && nanos.getAsLong() - lastNanos < FRESH.toNanos()) {
            return known;
        }
        Listed listed = look();
        last = listed;
        lastNanos = nanos.getAsLong();
        return listed;
    }

    /** The fullest first. */
    private Listed look() {
        PriorityQueue<OpenRoom> fullest = new PriorityQueue<>(LISTED + 1, EMPTIEST_FIRST);
        int[] all = {0};
        census.accept((name, people) -> {
            if (name.namespace().equals(ChatController.CHAT) && people > 0) {
                all[0]++;
                fullest.add(new OpenRoom(name.room(), people));
                if (fullest.size() > LISTED) {
                    fullest.remove();
                }
            }
        });
        List<OpenRoom> listed = new ArrayList<>(fullest);
        listed.sort(EMPTIEST_FIRST.reversed());
        return new Listed(all[0], List.copyOf(listed));
    }
}
