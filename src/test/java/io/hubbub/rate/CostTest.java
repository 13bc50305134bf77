package io.hubbub.rate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The table of operations.md. */
class CostTest {

    @Test
    void whatIsSmallCostsNothingBeyondItsFrame() {
        assertThat(Cost.message(1, 249)).isZero();
        assertThat(Cost.replay(199)).isZero();
        assertThat(Cost.listing(99)).isZero();
        assertThat(Cost.question(9)).isZero();
    }

    @Test
    void whatIsLargeCostsWhatServingItTakes() {
        assertThat(Cost.message(33, 0)).isEqualTo(32);
        assertThat(Cost.message(2, 1_000)).isEqualTo(5);
        assertThat(Cost.replay(10_000)).isEqualTo(50);
        assertThat(Cost.replay(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Cost.listing(10_000)).isEqualTo(100);
        assertThat(Cost.question(1_000)).isEqualTo(100);
    }
}
