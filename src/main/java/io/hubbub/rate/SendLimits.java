package io.hubbub.rate;

import io.hubbub.property.PropertyRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a client may send in a second. 0 means unlimited, and stays 0.
 *
 * @param messagesPerSecond how many frames
 * @param bytesPerSecond how many bytes
 */
@ConfigurationProperties("hubbub.limits")
public record SendLimits(
        @DefaultValue("1000") int messagesPerSecond, @DefaultValue("1MB") DataSize bytesPerSecond) {

    public SendLimits {
        PropertyRules rules = new PropertyRules("hubbub.limits");
        rules.count("messages-per-second", messagesPerSecond);
        rules.size("bytes-per-second", bytesPerSecond);
    }
}
