package io.hubbub.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.chat.OpenRooms.OpenRoom;
import io.hubbub.message.RoomName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenRoomsTest {

    private final Map<RoomName, Integer> rooms = new LinkedHashMap<>();
    private final AtomicLong now = new AtomicLong();
    private int looks;
    private final OpenRooms openRooms =
            new OpenRooms(
                    each -> {
                        looks++;
                        rooms.forEach(each::accept);
                    },
                    rooms::size,
                    now::get);

    private void room(String namespace, String name, int people) {
        rooms.put(new RoomName(namespace, name), people);
    }

    @Test
    void theFullestRoomsOfTheChatComeFirstAndThenByName() {
        room("chat", "b", 1);
        room("chat", "a", 1);
        room("chat", "full", 7);
        room("main", "not of the chat", 9);
        room("chat", "just vacated", 0);
        assertThat(openRooms.now())
                .isEqualTo(
                        new OpenRooms.Listed(
                                3,
                                List.of(
                                        new OpenRoom("full", 7),
                                        new OpenRoom("a", 1),
                                        new OpenRoom("b", 1))));
    }

    @Test
    void aHundredAreListedAndAllAreCounted() {
        for (int i = 0; i < 150; i++) {
            room("chat", "r" + i, i + 1);
        }
        OpenRooms.Listed listed = openRooms.now();
        assertThat(listed.count()).isEqualTo(150);
        assertThat(listed.rooms()).hasSize(100);
        assertThat(listed.rooms().getFirst().people()).isEqualTo(150);
        assertThat(listed.rooms().getLast().people()).isEqualTo(51);
    }

    @Test
    void howeverOftenItIsAskedForManyRoomsAreLookedAtOnceASecond() {
        for (int i = 0; i < 10_000; i++) {
            room("chat", "r" + i, 1);
        }
        OpenRooms.Listed first = openRooms.now();
        for (int i = 0; i < 1_000; i++) {
            assertThat(openRooms.now()).isSameAs(first);
        }
        now.addAndGet(OpenRooms.FRESH.toNanos() - 1);
        openRooms.now();
        assertThat(looks).isEqualTo(1);
        now.incrementAndGet();
        openRooms.now();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void fewRoomsAreAlwaysAsTheyAreNow() {
        room("chat", "a", 1);
        openRooms.now();
        room("chat", "b", 1);
        assertThat(openRooms.now().count()).isEqualTo(2);
    }
}
