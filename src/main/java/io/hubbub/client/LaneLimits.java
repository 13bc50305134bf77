package io.hubbub.client;

import io.hubbub.property.PropertyRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much may wait for a lane.
 *
 * @param inboxSize how much may wait in one lane's inbox. Publishers wait while more is there.
 *     Never unlimited: nothing else bounds the memory of a lane
 */
@ConfigurationProperties("hubbub.limits")
public record LaneLimits(@DefaultValue("4MB") DataSize inboxSize) {

    public LaneLimits {
        PropertyRules rules = new PropertyRules("hubbub.limits");
        rules.size("inbox-size", inboxSize);
        rules.require(inboxSize.toBytes() > 0, "inbox-size", "must be more than 0");
    }
}
