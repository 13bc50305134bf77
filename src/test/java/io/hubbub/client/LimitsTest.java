package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class LimitsTest {

    @Test
    void defaults() {
        assertThat(Core.limits())
                .isEqualTo(
                        new Limits(
                                DataSize.ofKilobytes(64),
                                64,
                                DataSize.ofKilobytes(1),
                                128,
                                DataSize.ofMegabytes(1),
                                DataSize.ofMegabytes(4),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                100,
                                Duration.ofSeconds(60),
                                1_000,
                                DataSize.ofKilobytes(256),
                                100,
                                10_000,
                                1_000,
                                DataSize.ofMegabytes(1),
                                Duration.ofSeconds(2),
                                null,
                                null,
                                Duration.ofSeconds(30)));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(
                        Core.limits(
                                "frame-size", "1KB",
                                "headers", "2",
                                "header-size", "3B",
                                "subscriptions-per-client", "4",
                                "outbox-size", "5MB",
                                "inbox-size", "6MB",
                                "connect-time", "7s",
                                "close-time", "8ms",
                                "asks-per-client", "9",
                                "ask-time", "10s",
                                "ask-receivers", "11",
                                "answers-size", "12KB",
                                "clients-per-user", "13",
                                "clients-per-address", "14",
                                "messages-per-second", "15",
                                "bytes-per-second", "16KB",
                                "shutdown-time", "17s",
                                "held-size", "18GB",
                                "held-size-per-address", "19MB",
                                "frame-time", "20s"))
                .isEqualTo(
                        new Limits(
                                DataSize.ofKilobytes(1),
                                2,
                                DataSize.ofBytes(3),
                                4,
                                DataSize.ofMegabytes(5),
                                DataSize.ofMegabytes(6),
                                Duration.ofSeconds(7),
                                Duration.ofMillis(8),
                                9,
                                Duration.ofSeconds(10),
                                11,
                                DataSize.ofKilobytes(12),
                                13,
                                14,
                                15,
                                DataSize.ofKilobytes(16),
                                Duration.ofSeconds(17),
                                DataSize.ofGigabytes(18),
                                DataSize.ofMegabytes(19),
                                Duration.ofSeconds(20)));
    }

    @Test
    void aBoundOfZeroIsNoneWhichNothingThatAJvmCanHoldExceeds() {
        Limits none =
                Core.limits(
                        "frame-size", "0",
                        "headers", "0",
                        "header-size", "0",
                        "subscriptions-per-client", "0",
                        "outbox-size", "0",
                        "connect-time", "0",
                        "clients-per-user", "0",
                        "clients-per-address", "0",
                        "held-size", "0",
                        "held-size-per-address", "0",
                        "frame-time", "0");

        // Some JVMs make no array of the last few lengths that an int holds.
        DataSize longestArray = DataSize.ofBytes(Integer.MAX_VALUE - 8);
        assertThat(none.frameSize()).isEqualTo(longestArray);
        assertThat(none.headerSize()).isEqualTo(longestArray);
        assertThat(none.outboxSize()).isEqualTo(longestArray);
        assertThat(none.headers()).isEqualTo(Integer.MAX_VALUE);
        assertThat(none.subscriptionsPerClient()).isEqualTo(Integer.MAX_VALUE);
        assertThat(none.clientsPerUser()).isEqualTo(Integer.MAX_VALUE);
        assertThat(none.clientsPerAddress()).isEqualTo(Integer.MAX_VALUE);
        assertThat(none.connectTime().toNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(none.frameTime().toNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(none.heldBytes(1_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(none.heldBytesPerAddress(1_000)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void twoFifthsOfTheHeapAreForWhatIsHeldAndHalfOfThatForOneAddress() {
        assertThat(Core.limits().heldBytes(1_500)).isEqualTo(600);
        assertThat(Core.limits().heldBytesPerAddress(1_500)).isEqualTo(300);
        assertThat(Core.limits("held-size", "100B").heldBytesPerAddress(1_500)).isEqualTo(50);
        assertThat(Core.limits("held-size-per-address", "7B").heldBytesPerAddress(1_500))
                .isEqualTo(7);
    }

    @Test
    void aBoundThatIsNotJustComparedWithStaysZero() {
        Limits none =
                Core.limits(
                        "asks-per-client", "0",
                        "ask-time", "0",
                        "ask-receivers", "0",
                        "answers-size", "0",
                        "messages-per-second", "0",
                        "bytes-per-second", "0",
                        "shutdown-time", "0");

        assertThat(none.asksPerClient()).isZero();
        assertThat(none.askTime()).isZero();
        assertThat(none.askReceivers()).isZero();
        assertThat(none.answersSize().toBytes()).isZero();
        assertThat(none.messagesPerSecond()).isZero();
        assertThat(none.bytesPerSecond().toBytes()).isZero();
        assertThat(none.shutdownTime()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "frame-size, -1KB",
        "frame-size, 2GB",
        "headers, -1",
        "header-size, -1B",
        "header-size, 2GB",
        "subscriptions-per-client, -1",
        "outbox-size, -1B",
        "outbox-size, 2GB",
        "inbox-size, -1B",
        "inbox-size, 2GB",
        "connect-time, -1s",
        "connect-time, 999999d",
        "close-time, -1s",
        "close-time, 25h",
        "asks-per-client, -1",
        "ask-time, -1s",
        "ask-time, 25h",
        "ask-receivers, -1",
        "answers-size, -1B",
        "answers-size, 2GB",
        "clients-per-user, -1",
        "clients-per-address, -1",
        "messages-per-second, -1",
        "bytes-per-second, -1B",
        "bytes-per-second, 2GB",
        "shutdown-time, -1ms",
        "shutdown-time, 25h",
        "held-size, -1B",
        "held-size-per-address, -1B",
        "frame-time, -1s",
        "frame-time, 25h",
    })
    void aValueThatIsNoBoundIsRefusedByName(String name, String value) {
        assertRefused(name, value, "must be 0 or more");
    }

    /** Without them the memory of a lane, or the life of a dead connection, would have no end. */
    @ParameterizedTest
    @CsvSource({"inbox-size, 0B", "close-time, 0s"})
    void theseTwoAreNeverNone(String name, String value) {
        assertRefused(name, value, "must be more than 0");
    }

    private static void assertRefused(String name, String value, String why) {
        assertThatThrownBy(() -> Core.limits(name, value))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.limits." + name + ": " + why);
    }

    @Test
    void thereIsAtLeastOneLane() {
        assertThatThrownBy(() -> new Core(0)).hasMessageStartingWith("hubbub.lanes: ");
    }
}
