package io.hubbub.quota;

import io.hubbub.property.PropertyRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds under {@code hubbub.quotas}: how much a client may make the server keep. Rooms and
 * messages of the server's own code are not counted. 0 means unlimited.
 *
 * @param roomsPerUser how many rooms of one namespace a user may have made. The user who joins
 *     first, or whose message is kept first, has made a room
 * @param roomsPerAddress the same for a network
 * @param newRoomsPerUser how many rooms that keep messages a user may make in an hour, evenly or at
 *     once
 * @param newRoomsPerAddress the same for a network
 * @param storedPerUser how many bytes a user may have stored in an hour, evenly or at once
 * @param storedPerAddress the same for a network
 */
@ConfigurationProperties("hubbub.quotas")
public record QuotaProperties(
        @DefaultValue("500") int roomsPerUser,
        @DefaultValue("2000") int roomsPerAddress,
        @DefaultValue("120") int newRoomsPerUser,
        @DefaultValue("600") int newRoomsPerAddress,
        @DefaultValue("32MB") DataSize storedPerUser,
        @DefaultValue("256MB") DataSize storedPerAddress) {

    /** Everything is unlimited. */
    public static final QuotaProperties NONE =
            new QuotaProperties(0, 0, 0, 0, DataSize.ofBytes(0), DataSize.ofBytes(0));

    public QuotaProperties {
        PropertyRules rules = new PropertyRules("hubbub.quotas");
        rules.count("rooms-per-user", roomsPerUser);
        rules.count("rooms-per-address", roomsPerAddress);
        rules.count("new-rooms-per-user", newRoomsPerUser);
        rules.count("new-rooms-per-address", newRoomsPerAddress);
        rules.require(storedPerUser.toBytes() >= 0, "stored-per-user", "must be 0 or more");
        rules.require(storedPerAddress.toBytes() >= 0, "stored-per-address", "must be 0 or more");
    }
}
