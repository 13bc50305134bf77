package io.hubbub.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PresencePropertiesTest {

    private static PresenceProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("hubbub.presence", PresenceProperties.class);
    }

    @Test
    void theDefaultsAreFiveSecondsTenTicksASecondAndTenThousandUsers() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new PresenceProperties(
                                Duration.ofSeconds(5), Duration.ofMillis(100), 10_000));
    }

    @Test
    void noBoundOnUsersIsTheLargestNumber() {
        assertThat(bind(Map.of("hubbub.presence.max-users", "0")).maxUsers())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"grace,-1s", "grace,2d", "tick,0", "tick,2d", "max-users,-1"})
    void whatMakesNoSenseIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("hubbub.presence." + name, value)))
                .rootCause()
                .hasMessageStartingWith("hubbub.presence." + name + ": must be ");
    }
}
