package io.hubbub;

import io.hubbub.property.PropertyRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The configuration under {@code hubbub.store}: what all namespaces that keep messages share.
 *
 * @param idWindow how long the id of a message is remembered
 * @param ids how many ids each kind of store remembers at most
 * @param memory how many bytes all messages in memory may take together
 * @param reserve how much of the disk is left free; with less, nothing more is stored
 */
@ConfigurationProperties("hubbub.store")
record StoreProperties(
        @DefaultValue("5m") Duration idWindow,
        @DefaultValue("200000") int ids,
        @DefaultValue("256MB") DataSize memory,
        @DefaultValue("64MB") DataSize reserve) {

    StoreProperties {
        PropertyRules rules = new PropertyRules("hubbub.store");
        rules.require(idWindow.isPositive(), "id-window", "must be more than 0");
        rules.require(ids > 0, "ids", "must be more than 0");
        rules.require(memory.toBytes() > 0, "memory", "must be more than 0");
        rules.require(reserve.toBytes() >= 0, "reserve", "must be 0 or more");
    }
}
