package io.hubbub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.PresencePage;
import io.hubbub.engine.PresentUser;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a room handles an engine's pages and changes, in any order. */
class WatchedRoomTest {

    private final WatchedRoom room = new WatchedRoom(Stage.LOBBY, false, 10);

    private static PresenceChange change(String user, int clients, int count, long version) {
        return new PresenceChange(
                Stage.LOBBY, new PresentUser(user, clients, null), count, clients, version);
    }

    private static PresencePage page(long version, PresentUser... users) {
        int clients = List.of(users).stream().mapToInt(PresentUser::clients).sum();
        return new PresencePage(List.of(users), users.length, clients, version);
    }

    private static PresentUser user(String name, int clients) {
        return new PresentUser(name, clients, null);
    }

    private void read(PresencePage page) {
        assertThat(room.read(room.listing(), page)).as("more is needed").isFalse();
    }

    @Test
    void aChangeThatAReadingHasIsNotAppliedOverIt() {
        room.note(change("alice", 1, 1, 1));
        read(page(2, user("alice", 2)));
        assertThat(room.note(change("alice", 2, 1, 2))).isFalse();
        assertThat(room.hasNews()).isFalse();
        room.refresh();
        assertThat(room.view().users()).containsExactly(user("alice", 2));
    }

    @Test
    void aChangeAfterAReadingIsAppliedThoughItCameBeforeIt() {
        room.note(change("alice", 1, 1, 1));
        room.note(change("bob", 1, 2, 2));
        read(page(1, user("alice", 1)));
        assertThat(room.view().users()).containsExactly(user("alice", 1), user("bob", 1));
    }

    @Test
    void aRoomHasNoViewBeforeItsListingIsComplete() {
        PresentUser[] first =
                IntStream.range(0, Listing.PAGE)
                        .mapToObj(i -> user("a%04d".formatted(i), 1))
                        .toArray(PresentUser[]::new);
        WatchedRoom large = new WatchedRoom(Stage.LOBBY, false, 10_000);
        assertThat(large.read(large.listing(), page(1, first))).isTrue();
        assertThat(large.view()).isNull();
        assertThat(large.listing().last()).isEqualTo("a0999");
        large.note(change("b", 0, Listing.PAGE, 2));
        assertThat(large.read(large.listing(), page(2))).isFalse();
        assertThat(large.view().count()).isEqualTo(Listing.PAGE);
        assertThat(large.listing()).isNull();
    }

    @Test
    void aRoomOfTooManyIsCountedAndListedAnewOnceItIsATenthSmaller() {
        read(new PresencePage(List.of(), 11, 11, 1));
        assertThat(room.view().listed()).isFalse();
        room.note(change("alice", 0, 10, 2));
        assertThat(room.wanted()).isNull();
        room.note(change("bob", 0, 9, 3));
        assertThat(room.wanted()).isNotNull();
        assertThat(room.wanted()).as("while it is read").isNull();

        room.refresh();
        assertThat(room.view().listed()).as("before it is read").isFalse();
        room.note(change("carol", 0, 8, 4));
        read(
                page(
                        3,
                        IntStream.range(0, 8)
                                .mapToObj(i -> user(i == 0 ? "carol" : "u" + i, 1))
                                .sorted((a, b) -> a.user().compareTo(b.user()))
                                .toArray(PresentUser[]::new)));
        room.refresh();
        assertThat(room.view().listed()).isTrue();
        assertThat(room.view().users()).extracting(PresentUser::user).doesNotContain("carol");
    }

    @Test
    void aListingOfARoomThatGrowsTooLargeMeanwhileIsDropped() {
        read(new PresencePage(List.of(), 11, 11, 1));
        room.note(change("alice", 0, 9, 2));
        assertThat(room.wanted()).isNotNull();
        room.note(change("bob", 1, 11, 3));
        read(page(2, user("carol", 1)));
        room.refresh();
        assertThat(room.view().listed()).isFalse();
        assertThat(room.view().count()).isEqualTo(11);
        assertThat(room.listing()).isNull();
    }

    @Test
    void aPageOfAListingThatWasDroppedIsNotTakenForOneOfTheNext() {
        read(new PresencePage(List.of(), 11, 11, 1));
        room.note(change("alice", 0, 9, 2));
        Listing dropped = room.wanted();
        room.note(change("bob", 1, 11, 3));
        room.refresh();
        room.note(change("carol", 0, 9, 4));
        Listing wanted = room.wanted();
        assertThat(wanted).isNotNull().isNotSameAs(dropped);

        assertThat(room.read(dropped, page(2, user("carol", 1)))).isFalse();
        assertThat(wanted.hasBegun()).isFalse();
        room.forget(dropped);
        assertThat(room.listing()).isSameAs(wanted);
    }

    @Test
    void aNewSubscriberWaitsForTheNextViewOnlyIfAStateChanged() {
        read(page(1, user("alice", 1)));
        room.note(change("bob", 1, 2, 2));
        assertThat(room.isReady()).isTrue();
        room.note(state("alice", "{}", 3));
        assertThat(room.isReady()).isFalse();
        room.refresh();
        assertThat(room.isReady()).isTrue();
        room.note(state("alice", "{}", 4));
        assertThat(room.isReady()).isTrue();
        room.note(state("alice", null, 5));
        assertThat(room.isReady()).isFalse();
    }

    private static PresenceChange state(String user, String state, long version) {
        return new PresenceChange(Stage.LOBBY, new PresentUser(user, 1, state), 2, 2, version);
    }
}
