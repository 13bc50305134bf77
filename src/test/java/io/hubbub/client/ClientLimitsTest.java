package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class ClientLimitsTest {

    @Test
    void defaults() {
        assertThat(Limits.with().of(ClientLimits.class))
                .isEqualTo(
                        new ClientLimits(
                                100,
                                10_000,
                                128,
                                DataSize.ofMegabytes(1),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5)));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(
                        Limits.with(
                                        "clients-per-user", "13",
                                        "clients-per-address", "14",
                                        "subscriptions-per-client", "4",
                                        "outbox-size", "5MB",
                                        "connect-time", "7s",
                                        "frame-time", "20s",
                                        "close-time", "8ms")
                                .of(ClientLimits.class))
                .isEqualTo(
                        new ClientLimits(
                                13,
                                14,
                                4,
                                DataSize.ofMegabytes(5),
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(20),
                                Duration.ofMillis(8)));
    }

    @Test
    void zeroIsUnlimitedWhichNothingThatAJvmCanHoldExceeds() {
        ClientLimits unlimited =
                Limits.with(
                                "clients-per-user", "0",
                                "clients-per-address", "0",
                                "subscriptions-per-client", "0",
                                "outbox-size", "0",
                                "connect-time", "0",
                                "frame-time", "0")
                        .of(ClientLimits.class);

        assertThat(unlimited.clientsPerUser()).isEqualTo(Integer.MAX_VALUE);
        assertThat(unlimited.clientsPerAddress()).isEqualTo(Integer.MAX_VALUE);
        assertThat(unlimited.subscriptionsPerClient()).isEqualTo(Integer.MAX_VALUE);
        // Some JVMs make no array of the last few lengths that an int holds.
        assertThat(unlimited.outboxSize()).isEqualTo(DataSize.ofBytes(Integer.MAX_VALUE - 8));
        assertThat(unlimited.connectTime().toNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(unlimited.frameTime().toNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "clients-per-user, -1",
        "clients-per-address, -1",
        "subscriptions-per-client, -1",
        "outbox-size, -1B",
        "outbox-size, 2GB",
        "connect-time, -1s",
        "connect-time, 999999d",
        "frame-time, -1s",
        "frame-time, 25h",
        "close-time, -1s",
        "close-time, 25h",
    })
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(ClientLimits.class, name, value, "must be 0 or more");
    }

    /** Without a limit a dead connection would live for ever. */
    @Test
    void theTimeForClosingIsNeverUnlimited() {
        Limits.assertRefused(ClientLimits.class, "close-time", "0s", "must be more than 0");
    }
}
