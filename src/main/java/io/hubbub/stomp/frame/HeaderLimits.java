package io.hubbub.stomp.frame;

import static io.hubbub.property.PropertyRules.orUnlimited;

import io.hubbub.property.PropertyRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of a STOMP frame's headers. 0 means unlimited. It is stored as the maximum.
 *
 * @param headers how many headers a frame may have
 * @param headerSize the longest header line
 */
@ConfigurationProperties("hubbub.limits")
public record HeaderLimits(
        @DefaultValue("64") int headers, @DefaultValue("1KB") DataSize headerSize) {

    public HeaderLimits {
        PropertyRules rules = new PropertyRules("hubbub.limits");
        rules.count("headers", headers);
        rules.size("header-size", headerSize);
        headers = orUnlimited(headers);
        headerSize = orUnlimited(headerSize);
    }
}
