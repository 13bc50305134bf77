package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Properties under {@code hubbub.limits}, to be read by the records that are bound to them. */
public record Limits(Map<String, String> properties) {

    /** These properties, a name before each value. */
    public static Limits with(String... namesAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put("hubbub.limits." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Limits(Map.copyOf(properties));
    }

    /** One record of limits; what is not set has its default. */
    public <T> T of(Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("hubbub.limits", type);
    }

    /** Shows that a value stops the start, with the property's name and the reason. */
    public static void assertRefused(Class<?> type, String name, String value, String why) {
        assertThatThrownBy(() -> with(name, value).of(type))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.limits." + name + ": " + why);
    }
}
