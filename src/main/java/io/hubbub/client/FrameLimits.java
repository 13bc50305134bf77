package io.hubbub.client;

import static io.hubbub.property.PropertyRules.orUnlimited;

import io.hubbub.property.PropertyRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of what a client sends as one frame. 0 means unlimited. It is stored as the maximum.
 *
 * @param frameSize the longest frame, all its bytes counted
 * @param headers how many headers a frame may have
 * @param headerSize the longest header line
 */
@ConfigurationProperties("hubbub.limits")
public record FrameLimits(
        @DefaultValue("64KB") DataSize frameSize,
        @DefaultValue("64") int headers,
        @DefaultValue("1KB") DataSize headerSize) {

    public FrameLimits {
        PropertyRules rules = new PropertyRules("hubbub.limits");
        rules.size("frame-size", frameSize);
        rules.count("headers", headers);
        rules.size("header-size", headerSize);
        frameSize = orUnlimited(frameSize);
        headers = orUnlimited(headers);
        headerSize = orUnlimited(headerSize);
    }
}
