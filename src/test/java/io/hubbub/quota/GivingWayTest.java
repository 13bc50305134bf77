package io.hubbub.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import io.hubbub.engine.Span;
import io.hubbub.message.RoomName;
import java.util.List;
import org.junit.jupiter.api.Test;

class GivingWayTest {

    private static final Maker ADA = new Maker(1, 10);
    private static final Maker CROWD = new Maker(2, 20);

    private static int crowd(Maker maker) {
        return maker.equals(CROWD) ? 500 : 1;
    }

    private static Kept room(String name, Maker maker, int messages, long writtenMillis) {
        return kept(name, maker, messages, writtenMillis, false);
    }

    private static Kept kept(
            String name, Maker maker, int messages, long writtenMillis, boolean shared) {
        Span span = new Span("e", 101, 100 + messages);
        return new Kept(new RoomName("chat", name), span, 1, writtenMillis, maker, shared);
    }

    private static List<String> chosen(int most, Kept... rooms) {
        return GivingWay.choose(List.of(rooms), _ -> true, GivingWayTest::crowd, most).stream()
                .map(kept -> kept.room().room())
                .toList();
    }

    @Test
    void roomsOfTheCrowdGoBeforeAnybodyElses() {
        assertThat(
                        chosen(
                                2,
                                room("ada-1", ADA, 1, 0),
                                room("crowd-20", CROWD, 20, 9_000),
                                room("crowd-1", CROWD, 1, 9_000),
                                room("ada-0", ADA, 0, 0)))
                .containsExactly("crowd-1", "crowd-20");
    }

    @Test
    void ofTheSameMakersThoseWithTheFewestMessagesGoAndThenTheLongestUnused() {
        assertThat(
                        chosen(
                                3,
                                room("three", ADA, 3, 0),
                                room("one-late", ADA, 1, 2_000),
                                room("two", ADA, 2, 0),
                                room("one-early", ADA, 1, 1_000)))
                .containsExactly("one-early", "one-late", "two");
    }

    @Test
    void aRoomOfSubstanceNeverGoes() {
        assertThat(
                        chosen(
                                9,
                                room("long", CROWD, 21, 0),
                                kept("shared", CROWD, 2, 0, true),
                                room("of the server's own", null, 1, 0),
                                room("small", ADA, 20, 9_000)))
                .containsExactly("small");
    }

    @Test
    void aRoomWhoseMessagesAreGoneHasNoSubstanceWhoeverWroteThem() {
        assertThat(chosen(9, kept("was-shared", ADA, 0, 0, true), room("one", ADA, 1, 0)))
                .containsExactly("was-shared", "one");
    }

    @Test
    void roomsThatMayNotGoAreLeftOut() {
        List<Kept> rooms = List.of(room("a", ADA, 1, 0), room("b", ADA, 1, 1));
        assertThat(
                        GivingWay.choose(
                                rooms,
                                kept -> kept.room().room().equals("b"),
                                GivingWayTest::crowd,
                                9))
                .extracting(kept -> kept.room().room())
                .containsExactly("b");
    }

    @Test
    void nothingIsChosenFromNothing() {
        assertThat(chosen(5)).isEmpty();
    }
}
