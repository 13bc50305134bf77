package io.hubbub.namespace;

import io.hubbub.property.MapKeys;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The configuration under {@code hubbub.namespaces}: a policy for each namespace, or for a pattern
 * that ends in {@code *}, such as {@code [tenant-*]}.
 */
@ConfigurationProperties("hubbub")
public record NamespaceProperties(@DefaultValue Map<String, PolicyProperties> namespaces) {

    /** Checks how the names of these properties are written. */
    public static final MapKeys KEYS =
            new MapKeys(
                    "hubbub.namespaces",
                    "access|publish|max-?rooms|max-?members|presence"
                            + "|history\\.(store|size|age|sync|room-?bytes|bytes)",
                    "is one of access, publish, max-rooms, max-members, presence,"
                            + " history.store, history.size, history.age, history.sync,"
                            + " history.room-bytes, history.bytes of a namespace; a pattern stands"
                            + " in brackets, as in hubbub.namespaces.[tenant-*].access"
                            + " (in YAML \"[tenant-*]\")");

    public NamespaceProperties {
        namespaces = Map.copyOf(namespaces);
    }

    /**
     * A policy as it is written. What is left out keeps its default.
     *
     * @param access who may enter: {@code anyone}, {@code authenticated} or {@code role:NAME},
     *     where {@code {namespace}} in the role stands for the namespace's name
     * @param publish who may send: {@code anyone}, {@code members}, {@code authenticated}, {@code
     *     role:NAME} or {@code server}
     * @param maxRooms the most rooms at once; 0 means unlimited
     * @param maxMembers the most members of a room at once; 0 means unlimited
     * @param presence what clients are told about who is in a room: {@code full}, {@code count} or
     *     {@code none}
     * @param history which messages of its rooms are kept
     */
    public record PolicyProperties(
            @Nullable String access,
            @Nullable String publish,
            @Nullable Integer maxRooms,
            @Nullable Integer maxMembers,
            @Nullable PresenceMode presence,
            @Nullable HistoryProperties history) {

        /** A policy with the default history. */
        public PolicyProperties(
                @Nullable String access,
                @Nullable String publish,
                @Nullable Integer maxRooms,
                @Nullable Integer maxMembers) {
            this(access, publish, maxRooms, maxMembers, null, null);
        }

        @ConstructorBinding
        public PolicyProperties {}
    }

    /**
     * A history as it is written.
     *
     * @param store where: {@code none}, {@code memory} or {@code disk}
     * @param size the most messages of a room; 0 means unlimited
     * @param age how old a message may become; 0 means unlimited
     * @param sync when a message on disk counts as stored: {@code always} (it survives a power cut)
     *     or {@code interval} (it survives the end of the process)
     * @param roomBytes the most bytes of a room's messages; 0 means unlimited
     * @param bytes the most bytes of the messages of all rooms together; 0 means unlimited
     */
    public record HistoryProperties(
            History.@Nullable Store store,
            @Nullable Integer size,
            @Nullable Duration age,
            History.@Nullable Sync sync,
            @Nullable DataSize roomBytes,
            @Nullable DataSize bytes) {}
}
