package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class LimitsTest {

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new Limits(
                                DataSize.ofKilobytes(64),
                                64,
                                DataSize.ofKilobytes(1),
                                128,
                                DataSize.ofMegabytes(1),
                                DataSize.ofMegabytes(4),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5)));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(
                        bind(
                                Map.of(
                                        "hubbub.limits.frame-size", "1KB",
                                        "hubbub.limits.headers", "2",
                                        "hubbub.limits.header-size", "3B",
                                        "hubbub.limits.subscriptions-per-client", "4",
                                        "hubbub.limits.outbox-size", "5MB",
                                        "hubbub.limits.inbox-size", "6MB",
                                        "hubbub.limits.connect-time", "7s",
                                        "hubbub.limits.close-time", "8ms")))
                .isEqualTo(
                        new Limits(
                                DataSize.ofKilobytes(1),
                                2,
                                DataSize.ofBytes(3),
                                4,
                                DataSize.ofMegabytes(5),
                                DataSize.ofMegabytes(6),
                                Duration.ofSeconds(7),
                                Duration.ofMillis(8)));
    }

    @ParameterizedTest
    @CsvSource({
        "frame-size, 0B",
        "frame-size, -1KB",
        "frame-size, 2GB",
        "headers, 0",
        "header-size, 0B",
        "header-size, 2GB",
        "subscriptions-per-client, 0",
        "subscriptions-per-client, -1",
        "outbox-size, 0B",
        "outbox-size, 2GB",
        "inbox-size, 0B",
        "inbox-size, 2GB",
        "connect-time, 0s",
        "connect-time, -1s",
        "connect-time, 999999d",
        "close-time, 0s",
        "close-time, 25h",
    })
    void aBoundThatBoundsNothingIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("hubbub.limits." + name, value)))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.limits." + name + ": must be more than 0");
    }

    @Test
    void thereIsAtLeastOneLane() {
        assertThatThrownBy(() -> new Core(0)).hasMessageStartingWith("hubbub.lanes: ");
    }

    private static Limits bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("hubbub.limits", Limits.class);
    }
}
