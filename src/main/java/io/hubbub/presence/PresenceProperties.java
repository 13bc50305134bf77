package io.hubbub.presence;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.presence}.
 *
 * @param grace how long a client whose connection was lost is still counted as there; zero for not
 *     at all
 * @param tick how long changes are gathered before subscribers are told
 * @param maxUsers past so many users a room is only counted, until they are a tenth fewer; 0 for no
 *     bound, and reads as the largest value then
 */
@ConfigurationProperties("hubbub.presence")
public record PresenceProperties(
        @DefaultValue("5s") Duration grace,
        @DefaultValue("100ms") Duration tick,
        @DefaultValue("10000") int maxUsers) {

    private static final Duration DAY = Duration.ofDays(1);

    public PresenceProperties {
        require(!grace.isNegative() && grace.compareTo(DAY) <= 0, "grace", "is 0 to 1d");
        require(
                tick.compareTo(Duration.ofMillis(1)) >= 0 && tick.compareTo(DAY) <= 0,
                "tick",
                "is 1ms to 1d");
        require(maxUsers >= 0, "max-users", "is 0 (no bound) or more");
        maxUsers = maxUsers == 0 ? Integer.MAX_VALUE : maxUsers;
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("hubbub.presence." + name + ": " + rule);
        }
    }
}
