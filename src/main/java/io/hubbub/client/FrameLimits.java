package io.hubbub.client;

import static io.hubbub.property.PropertyRules.orUnlimited;

import io.hubbub.property.PropertyRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limit of what a client sends as one frame, whatever the protocol. 0 means unlimited. It is
 * stored as the maximum.
 *
 * @param frameSize the longest frame, including all its bytes
 */
@ConfigurationProperties("hubbub.limits")
public record FrameLimits(@DefaultValue("64KB") DataSize frameSize) {

    public FrameLimits {
        new PropertyRules("hubbub.limits").size("frame-size", frameSize);
        frameSize = orUnlimited(frameSize);
    }
}
