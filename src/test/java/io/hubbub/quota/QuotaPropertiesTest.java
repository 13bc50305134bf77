package io.hubbub.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class QuotaPropertiesTest {

    private static QuotaProperties bind(Map<String, String> written) {
        return new Binder(new MapConfigurationPropertySource(written))
                .bindOrCreate("hubbub.quotas", QuotaProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new QuotaProperties(
                                500,
                                2_000,
                                120,
                                600,
                                DataSize.ofMegabytes(32),
                                DataSize.ofMegabytes(256)));
    }

    @Test
    void everyOneCanBeSetAndZeroIsNone() {
        assertThat(
                        bind(
                                Map.of(
                                        "hubbub.quotas.rooms-per-user", "0",
                                        "hubbub.quotas.rooms-per-address", "0",
                                        "hubbub.quotas.new-rooms-per-user", "0",
                                        "hubbub.quotas.new-rooms-per-address", "0",
                                        "hubbub.quotas.stored-per-user", "0B",
                                        "hubbub.quotas.stored-per-address", "0B")))
                .isEqualTo(QuotaProperties.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rooms-per-user",
                "rooms-per-address",
                "new-rooms-per-user",
                "new-rooms-per-address",
                "stored-per-user",
                "stored-per-address"
            })
    void lessThanNothingEndsTheStart(String name) {
        assertThatThrownBy(() -> bind(Map.of("hubbub.quotas." + name, "-1")))
                .rootCause()
                .hasMessage("hubbub.quotas." + name + ": must be 0 or more");
    }
}
