package io.hubbub;

import io.hubbub.property.PropertyRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a shutdown ends the clients.
 *
 * @param shutdownTime over how long they are dismissed, a few at a time; 0 means all at once
 */
@ConfigurationProperties("hubbub.limits")
record ShutdownLimits(@DefaultValue("2s") Duration shutdownTime) {

    ShutdownLimits {
        new PropertyRules("hubbub.limits").time("shutdown-time", shutdownTime);
    }
}
