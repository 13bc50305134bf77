package io.hubbub.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class HeldLimitsTest {

    @Test
    void byDefaultNothingIsSet() {
        assertThat(Limits.with().of(HeldLimits.class)).isEqualTo(new HeldLimits(null, null));
    }

    @Test
    void twoFifthsOfTheHeapAreForWhatIsHeldAndHalfOfThatForOneAddress() {
        HeldLimits byDefault = Limits.with().of(HeldLimits.class);

        assertThat(byDefault.heldBytes(1_500)).isEqualTo(600);
        assertThat(byDefault.heldBytesPerAddress(1_500)).isEqualTo(300);
    }

    @Test
    void bothCanBeSet() {
        HeldLimits set =
                Limits.with("held-size", "18GB", "held-size-per-address", "19MB")
                        .of(HeldLimits.class);

        assertThat(set)
                .isEqualTo(new HeldLimits(DataSize.ofGigabytes(18), DataSize.ofMegabytes(19)));
        assertThat(set.heldBytesPerAddress(1_500)).isEqualTo(19 * 1024 * 1024);
    }

    @Test
    void oneAddressMayHoldHalfOfWhatIsSetForAll() {
        assertThat(Limits.with("held-size", "100B").of(HeldLimits.class).heldBytesPerAddress(1_500))
                .isEqualTo(50);
    }

    @Test
    void zeroIsUnlimitedWhichNothingThatAJvmCanHoldExceeds() {
        HeldLimits unlimited =
                Limits.with("held-size", "0", "held-size-per-address", "0").of(HeldLimits.class);

        assertThat(unlimited.heldBytes(1_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(unlimited.heldBytesPerAddress(1_000)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "held-size, -1B",
        "held-size-per-address, -1B",
    })
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(HeldLimits.class, name, value, "must be 0 or more");
    }
}
