package io.hubbub.presence;

import io.hubbub.property.PropertyRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.presence}.
 *
 * @param grace how long a client whose connection was lost is still shown; 0 to remove it at once
 * @param tick how long changes are gathered before subscribers are told
 * @param maxUsers the most users of a room whose users are listed. A room with more is only
 *     counted, until it is a tenth below the limit. 0 means unlimited; it is stored as the maximum
 */
@ConfigurationProperties("hubbub.presence")
public record PresenceProperties(
        @DefaultValue("5s") Duration grace,
        @DefaultValue("100ms") Duration tick,
        @DefaultValue("10000") int maxUsers) {

    public PresenceProperties {
        PropertyRules rules = new PropertyRules("hubbub.presence");
        rules.time("grace", grace);
        rules.time("tick", tick);
        rules.require(tick.toMillis() > 0, "tick", "must be 1ms or more");
        rules.count("max-users", maxUsers);
        maxUsers = PropertyRules.orUnlimited(maxUsers);
    }
}
