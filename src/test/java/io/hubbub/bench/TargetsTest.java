package io.hubbub.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What keeping messages may cost. A run that did not measure this cannot miss the target. */
class TargetsTest {

    private final Results hubbub = new Results();

    @Test
    void thirtyThousandPublishesAreEnough() {
        publishes(Durability.PLAIN, 100_000, 1);
        publishes(Durability.KEPT, 30_000, 1);

        assertThat(met()).containsExactly(true, true, true);
    }

    @Test
    void soAreNineTenthsOfThoseNotKept() {
        publishes(Durability.PLAIN, 20_000, 1);
        publishes(Durability.KEPT, 18_000, 1);

        assertThat(met()).containsExactly(true, true, true);
    }

    @Test
    void fewerThanBothAreTooFew() {
        publishes(Durability.PLAIN, 40_000, 1);
        publishes(Durability.KEPT, 29_000, 1);

        assertThat(met()).containsExactly(false, true, true);
    }

    @Test
    void theTimeThatKeepingAddsCountsAndNotTheWholeOfIt() {
        publishes(Durability.PLAIN, 40_000, 3);
        publishes(Durability.KEPT, 40_000, 4.9);
        assertThat(met()).containsExactly(true, true, true);

        publishes(Durability.KEPT, 40_000, 5.1);
        publishes(Durability.KEPT, 40_000, 5.1);
        assertThat(met()).containsExactly(true, false, true);
    }

    @Test
    void aFaultOfOneVariantIsOneOfAll() {
        publishes(Durability.PLAIN, 40_000, 1);
        publishes(Durability.KEPT, 40_000, 1);
        hubbub.add(
                Durability.KEPT_WITH_ID,
                Scenario.RATE,
                measurement(5_000, 1).with(new Faults(0, 1, 0, 0)));

        assertThat(met()).containsExactly(true, true, false);
    }

    @Test
    void aCrowdRecoversInTwoSecondsWithoutAFault() {
        hubbub.add(Recovery.CROWD, new Recovery.Measured(9_000, 1_999, 0, Faults.NONE));
        assertThat(met()).containsExactly(true, true);

        hubbub.add(Recovery.ONE, new Recovery.Measured(9, 9, 0, new Faults(1, 0, 0, 0)));
        assertThat(met()).containsExactly(true, false);

        hubbub.add(Recovery.CROWD, new Recovery.Measured(9, 2_002, 0, Faults.NONE));
        assertThat(met()).containsExactly(false, false);
    }

    @Test
    void whoComesCostsLittleAndWhoIsThereNothing() {
        hubbub.add(new Arrivals(1_200, 350, 350, 0.01, 300, 9_000, 0));
        assertThat(met()).containsExactly(true, true, true, true, true);

        hubbub.add(new Arrivals(1_203, 353, 353, 0.013, 300, 9_000, 0));
        assertThat(met()).containsExactly(true, false, false, false, false);
    }

    @Test
    void aMessageFromOneToOneHasABoundOfItsOwn() {
        hubbub.add(Scenario.ONE_TO_ONE, cost(8));
        hubbub.add(Scenario.PAIRS, cost(26.5));
        assertThat(met()).containsExactly(true, true, true);

        hubbub.add(Scenario.ONE_TO_ONE, cost(8.4));
        hubbub.add(Scenario.PAIRS, cost(26.9));
        assertThat(met()).containsExactly(false, false, true);
    }

    @Test
    void whatWasNotMeasuredIsNoTarget() {
        assertThat(met()).isEmpty();
    }

    private void publishes(Durability keeping, double perSecond, double p50Millis) {
        hubbub.add(keeping, Scenario.SATURATED, measurement(perSecond, 100));
        hubbub.add(keeping, Scenario.RATE, measurement(5_000, p50Millis));
    }

    private static Measurement measurement(double perSecond, double p50Millis) {
        return new Measurement(perSecond, 10, 1, 0, p50Millis, 100, Faults.NONE);
    }

    private static Measurement cost(double serverMicros) {
        return new Measurement(1_000, serverMicros, 1, 0, 1, 100, Faults.NONE);
    }

    private List<Boolean> met() {
        return Targets.outcomes(Map.of(Contender.HUBBUB, hubbub)).stream()
                .map(Targets.Outcome::met)
                .toList();
    }
}
