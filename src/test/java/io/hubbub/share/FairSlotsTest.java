package io.hubbub.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.share.FairSlots.Full;
import io.hubbub.share.FairSlots.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FairSlotsTest {

    private static final Duration UNDISTURBED = Duration.ofSeconds(2);

    private final AtomicLong nanos = new AtomicLong();
    private final FairSlots places = new FairSlots(2, 3, UNDISTURBED, nanos::get);
    private final List<String> gone = new ArrayList<>();

    private FairSlots.Answer take(String owner, String name) {
        return places.take(owner, 1, () -> gone.add(name));
    }

    @Test
    void anOwnerHasSoManyAndAllHaveSoMany() {
        assertThat(take("a", "1")).isInstanceOf(Place.class);
        assertThat(take("a", "2")).isInstanceOf(Place.class);
        assertThat(take("a", "3")).isEqualTo(Full.OF_OWNER);
        assertThat(take("b", "4")).isInstanceOf(Place.class);
        assertThat(take("b", "5")).isEqualTo(Full.OF_ALL);
        assertThat(places.size()).isEqualTo(3);
        assertThat(gone).isEmpty();
    }

    @Test
    void aPlaceThatIsLeftIsFreeOnce() {
        Place first = (Place) take("a", "1");
        take("a", "2");
        first.leave();
        first.leave();
        assertThat(places.size()).isEqualTo(1);
        assertThat(take("a", "3")).isInstanceOf(Place.class);
        assertThat(take("a", "4")).isEqualTo(Full.OF_OWNER);
    }

    @Test
    void whoHasItsPlaceTheLongestGivesWayOnceItHadItForAWhile() {
        take("a", "1");
        nanos.set(1);
        take("a", "2");
        nanos.set(UNDISTURBED.toNanos() - 1);
        assertThat(take("a", "3")).isEqualTo(Full.OF_OWNER);
        nanos.set(UNDISTURBED.toNanos());
        assertThat(take("a", "4")).isInstanceOf(Place.class);
        assertThat(gone).containsExactly("1");
        assertThat(take("a", "5")).isEqualTo(Full.OF_OWNER);
        assertThat(places.gaveWay()).isEqualTo(1);
        assertThat(places.size()).isEqualTo(2);
    }

    @Test
    void anOwnersCrowdMakesWayAmongItselfAndNotForOthersPlaces() {
        take("b", "honest");
        nanos.addAndGet(UNDISTURBED.toNanos());
        for (int i = 0; i < 100; i++) {
            take("a", "crowd");
            nanos.addAndGet(UNDISTURBED.toNanos());
        }
        assertThat(gone).hasSize(98).containsOnly("crowd");
    }

    @Test
    void whereAllIsTakenTheOldestOfAllGivesWay() {
        take("a", "1");
        take("b", "2");
        take("c", "3");
        nanos.addAndGet(UNDISTURBED.toNanos());
        assertThat(take("d", "4")).isInstanceOf(Place.class);
        assertThat(gone).containsExactly("1");
    }

    @Test
    void whatIsWantedIsCountedByItsSize() {
        FairSlots bytes = new FairSlots(10, 15, Duration.ZERO, nanos::get);
        assertThat(bytes.take("a", 11, () -> gone.add("1"))).isEqualTo(Full.OF_OWNER);
        bytes.take("a", 5, () -> gone.add("2"));
        bytes.take("a", 5, () -> gone.add("3"));
        bytes.take("b", 5, () -> gone.add("4"));
        assertThat(bytes.take("b", 5, () -> gone.add("5"))).isInstanceOf(Place.class);
        assertThat(gone).containsExactly("2");
        assertThat(bytes.take("a", 10, () -> gone.add("6"))).isInstanceOf(Place.class);
        assertThat(gone).containsExactly("2", "3", "4");
        assertThat(bytes.size()).isEqualTo(15);
    }

    @Test
    void zeroIsNoBound() {
        FairSlots unbounded = new FairSlots(0, 0, Duration.ZERO, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            assertThat(unbounded.take("a", 1_000_000_000, () -> gone.add("x")))
                    .isInstanceOf(Place.class);
        }
        assertThat(gone).isEmpty();
    }
}
