package io.hubbub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class HttpPropertiesTest {

    private static HttpProperties bind(String... namesAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put("hubbub.http." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("hubbub.http", HttpProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind())
                .isEqualTo(
                        new HttpProperties(
                                100,
                                1_000,
                                500,
                                5_000,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                DataSize.ofKilobytes(4),
                                DataSize.ofKilobytes(16),
                                DataSize.ofMegabytes(8),
                                DataSize.ofMegabytes(64)));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(
                        bind(
                                "requests-per-address", "1",
                                "requests", "2",
                                "connections-per-address", "3",
                                "connections", "0",
                                "header-time", "5s",
                                "patience", "6s",
                                "least-rate", "7B",
                                "form-size", "8B",
                                "answers-per-address", "9B",
                                "answers", "10B"))
                .isEqualTo(
                        new HttpProperties(
                                1,
                                2,
                                3,
                                0,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                DataSize.ofBytes(7),
                                DataSize.ofBytes(8),
                                DataSize.ofBytes(9),
                                DataSize.ofBytes(10)));
    }

    @ParameterizedTest
    @CsvSource({
        "requests-per-address, -1",
        "requests, -1",
        "connections-per-address, -1",
        "connections, -1",
        "header-time, 0s",
        "header-time, 61m",
        "patience, 0s",
        "patience, -1s",
        "least-rate, 0B",
        "form-size, 0B",
        "answers-per-address, -1B",
        "answers, -1B"
    })
    void aBoundThatMakesNoSenseIsToldAtTheStart(String name, String value) {
        assertThatThrownBy(() -> bind(name, value))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining("hubbub.http." + name + ": must be ");
    }
}
