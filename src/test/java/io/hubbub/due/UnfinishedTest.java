package io.hubbub.due;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnfinishedTest {

    private static final long MOST = 30;

    private int told;
    private final Unfinished unfinished = new Unfinished(() -> told++);

    private boolean isOverdue(long now) {
        return unfinished.isOverdue(now, 0, MOST);
    }

    private long due(long now) {
        return unfinished.dueNanos(now, 0, MOST);
    }

    @Test
    void whatIsBegunIsDueThatLongAfterItsBeginning() {
        unfinished.frame(100);

        assertThat(due(110)).isEqualTo(130);
        assertThat(isOverdue(129)).isFalse();
        assertThat(isOverdue(130)).isTrue();
    }

    @Test
    void theEndOfTheFrameIsNotTheEndOfWhatCarriesIt() {
        unfinished.carrier(100);
        unfinished.frame(110);
        unfinished.noFrame();

        assertThat(isOverdue(130)).isTrue();

        unfinished.noCarrier();
        assertThat(isOverdue(1_000)).isFalse();
    }

    @Test
    void theNextFrameHasATimeOfItsOwn() {
        unfinished.frame(100);
        unfinished.noFrame();
        unfinished.frame(120);

        assertThat(isOverdue(149)).isFalse();
        assertThat(isOverdue(150)).isTrue();
    }

    @Test
    void aMomentOfZeroIsOneTooAndTheClockMayBeNegative() {
        unfinished.frame(0);
        assertThat(isOverdue(31)).isTrue();
        unfinished.frame(-1_000);
        assertThat(unfinished.isOverdue(-971, -2_000, MOST)).isFalse();
        assertThat(unfinished.isOverdue(-970, -2_000, MOST)).isTrue();
    }

    /** A server that was stopped could not see the rest. */
    @Test
    void theTimeBeginsWhenTheServerCouldSeeTheRest() {
        unfinished.frame(100);

        assertThat(unfinished.isOverdue(140, 120, MOST)).isFalse();
        assertThat(unfinished.dueNanos(140, 120, MOST)).isEqualTo(150);
        assertThat(unfinished.isOverdue(150, 120, MOST)).isTrue();
    }

    @Test
    void somebodyIsToldOnceUntilHeLooksAndFindsNothing() {
        unfinished.frame(100);
        unfinished.noFrame();
        unfinished.frame(101);
        assertThat(told).isEqualTo(1);

        due(105);
        unfinished.noFrame();
        unfinished.frame(106);
        assertThat(told).isEqualTo(1);

        unfinished.noFrame();
        assertThat(due(131)).isGreaterThan(1_000_000);
        unfinished.frame(140);
        assertThat(told).isEqualTo(2);
    }
}
