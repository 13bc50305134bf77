package io.hubbub.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.memory.MemoryRoomLogs;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RoomSpaceTest {

    private static final Maker ADA = Maker.of("ada", "192.0.2.1");
    private static final Maker GRACE = Maker.of("grace", "192.0.2.2");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong millis = new AtomicLong();
    private final AtomicInteger epochs = new AtomicInteger();
    private final Set<RoomName> withMembers = new HashSet<>();
    private final MemoryRoomLogs logs =
            new MemoryRoomLogs(
                    _ -> new Retention(0, Duration.ZERO, true),
                    millis::incrementAndGet,
                    () -> "e" + epochs.incrementAndGet(),
                    new RecentIds(Duration.ofMinutes(5)));
    private int maxRooms;

    private RoomSpace space(int perUser, int perAddress, int newPerUser, int newPerAddress) {
        DataSize any = DataSize.ofBytes(0);
        QuotaProperties properties =
                new QuotaProperties(perUser, perAddress, newPerUser, newPerAddress, any, any);
        return new RoomSpace(
                new Quotas(properties, nanos::get),
                _ -> logs,
                _ -> maxRooms,
                withMembers::contains);
    }

    private static RoomName name(String room) {
        return new RoomName("chat", room);
    }

    private void write(String room, Maker maker) {
        Message message = new Message("m", null, Map.of(), new byte[0], null, null, 0);
        List<RoomName> rooms = List.of(name(room));
        logs.append(new Append(Routing.to(rooms), message, false, null, maker, null), _ -> {});
    }

    /** As a message makes a room: returns why it may not. */
    private ErrorCode make(RoomSpace space, String room, Maker maker) {
        ErrorCode refused = code(space.expect(name(room), maker));
        if (refused == null) {
            write(room, maker);
            space.arrived(name(room));
        }
        return refused;
    }

    private static ErrorCode code(Refusal refusal) {
        return refusal == null ? null : refusal.code();
    }

    private List<String> there() {
        return logs.rooms("chat").stream().map(kept -> kept.room().room()).sorted().toList();
    }

    // ---------------------------------------------------------------- giving way

    @Test
    void smallRoomsGiveWayBeforeAnybodyIsRefused() {
        RoomSpace space = space(0, 0, 0, 0);
        maxRooms = 50;
        for (int i = 0; i < 1_000; i++) {
            assertThat(make(space, "r" + i, i % 2 == 0 ? ADA : GRACE)).isNull();
            assertThat(logs.rooms("chat").size()).isLessThanOrEqualTo(50);
        }
        assertThat(there()).contains("r999", "r998");
        assertThat(space.gaveWay()).isEqualTo(950);
    }

    @Test
    void aRoomWithMembersNeverGivesWay() {
        RoomSpace space = space(0, 0, 0, 0);
        maxRooms = 3;
        make(space, "a", ADA);
        make(space, "b", ADA);
        withMembers.add(name("a"));
        for (int i = 0; i < 20; i++) {
            assertThat(make(space, "r" + i, ADA)).isNull();
        }
        assertThat(there()).hasSize(3).contains("a", "r19");
    }

    @Test
    void whereNothingSmallIsLeftANewRoomIsRefusedAndNothingIsLost() {
        RoomSpace space = space(0, 0, 0, 0);
        maxRooms = 2;
        make(space, "a", ADA);
        write("a", GRACE);
        make(space, "b", ADA);
        for (int i = 0; i < GivingWay.FEW_MESSAGES; i++) {
            write("b", ADA);
        }
        assertThat(make(space, "c", GRACE)).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        assertThat(make(space, "c", null)).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        assertThat(there()).containsExactly("a", "b");
    }

    @Test
    void afterNothingCouldGiveWayItIsLookedForAgainASecondLater() {
        RoomSpace space = space(0, 0, 0, 0);
        maxRooms = 1;
        withMembers.add(name("a"));
        write("a", ADA);
        assertThat(make(space, "b", ADA)).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        withMembers.clear();
        assertThat(make(space, "b", ADA)).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(make(space, "b", ADA)).isNull();
        assertThat(there()).containsExactly("b");
    }

    @Test
    void roomsOnTheirWayToTheLogAreCounted() {
        RoomSpace space = space(0, 0, 0, 0);
        maxRooms = 2;
        assertThat(space.expect(name("a"), ADA)).isNull();
        assertThat(space.expect(name("a"), GRACE)).isNull();
        assertThat(space.expect(name("b"), ADA)).isNull();
        assertThat(code(space.expect(name("c"), ADA))).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        assertThat(code(space.hold(name("d"), ADA, 2))).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        space.arrived(name("a"));
        assertThat(code(space.hold(name("d"), ADA, 2))).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        space.arrived(name("a"));
        assertThat(space.hold(name("d"), ADA, 2)).isNull();
    }

    // ---------------------------------------------------------------- quotas and rates

    @Test
    void makingRoomsThatAreKeptHasARateByUser() {
        RoomSpace space = space(0, 0, 3, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(make(space, "r" + i, ADA)).isNull();
        }
        assertThat(make(space, "r3", ADA)).isEqualTo(ErrorCode.TOO_MANY_NEW_ROOMS);
        assertThat(make(space, "g", GRACE)).isNull();
        assertThat(make(space, "of the server's own", null)).isNull();
        nanos.addAndGet(Duration.ofMinutes(21).toNanos());
        assertThat(make(space, "r3", ADA)).isNull();
    }

    @Test
    void andByAddressWhateverTheUsersAreCalled() {
        RoomSpace space = space(0, 0, 0, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(make(space, "r" + i, Maker.of("guest-" + i, "192.0.2.1"))).isNull();
        }
        assertThat(make(space, "r3", Maker.of("guest-3", "192.0.2.1")))
                .isEqualTo(ErrorCode.TOO_MANY_NEW_ROOMS);
        assertThat(make(space, "r3", Maker.of("guest-3", "192.0.2.9"))).isNull();
    }

    @Test
    void whoHasAsManyRoomsAsHeMayGivesUpASmallOneOfHisOwn() {
        RoomSpace space = space(2, 0, 0, 0);
        make(space, "g", GRACE);
        make(space, "a", ADA);
        make(space, "b", ADA);
        assertThat(make(space, "c", ADA)).isNull();
        assertThat(there()).containsExactly("b", "c", "g");
    }

    @Test
    void andIsRefusedWhereAllOfHisHaveSubstanceOrMembers() {
        RoomSpace space = space(2, 0, 0, 0);
        make(space, "a", ADA);
        write("a", GRACE);
        make(space, "b", ADA);
        withMembers.add(name("b"));
        assertThat(make(space, "c", ADA)).isEqualTo(ErrorCode.ROOM_QUOTA);
        assertThat(make(space, "c", GRACE)).isNull();
    }

    @Test
    void roomsThatAreThereCountForTheQuotaAlsoThoseOfEarlierProcesses() {
        write("a", ADA);
        write("b", Maker.of("somebody", "192.0.2.1"));
        withMembers.add(name("a"));
        withMembers.add(name("b"));
        Maker eve = Maker.of("eve", "192.0.2.1");
        assertThat(make(space(0, 2, 0, 0), "c", eve)).isEqualTo(ErrorCode.ROOM_QUOTA);
        assertThat(make(space(0, 3, 0, 0), "c", eve)).isNull();
    }

    @Test
    void roomsThatOneHoldsAloneAreBoundedAndCountUntilTheyAreGone() {
        RoomSpace space = space(2, 3, 0, 0);
        assertThat(space.hold(name("a"), ADA, 0)).isNull();
        assertThat(space.hold(name("b"), ADA, 0)).isNull();
        assertThat(code(space.hold(name("c"), ADA, 0))).isEqualTo(ErrorCode.ROOM_QUOTA);
        assertThat(space.hold(name("c"), Maker.of("eve", "192.0.2.1"), 0)).isNull();
        assertThat(code(space.hold(name("d"), Maker.of("mallory", "192.0.2.1"), 0)))
                .isEqualTo(ErrorCode.ROOM_QUOTA);
        assertThat(space.hold(name("d"), GRACE, 0)).isNull();
        assertThat(space.hold(name("e"), null, 0)).isNull();
        space.release(name("a"), ADA);
        assertThat(space.hold(name("f"), ADA, 0)).isNull();
    }
}
