package io.hubbub.stomp;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.stomp}.
 *
 * @param heartbeat how often the server offers to send a heart-beat, and wants one; 0 for never. No
 *     less than two ticks of a lane, or it would beat later than it promised
 */
@ConfigurationProperties("hubbub.stomp")
public record StompProperties(@DefaultValue("10s") Duration heartbeat) {

    public StompProperties {
        if (heartbeat.isNegative() || (!heartbeat.isZero() && heartbeat.toMillis() < 500)) {
            throw new IllegalArgumentException(
                    "hubbub.stomp.heartbeat: must be 0 or 500ms at least");
        }
    }
}
