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
 * The configuration under {@code hubbub.namespaces}: policies by namespace, or by a pattern that
 * ends in {@code *}, such as {@code [tenant-*]}.
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
     * A policy as written; what is left out keeps its default.
     *
     * @param access who may enter: {@code anyone}, {@code authenticated} or {@code role:NAME},
     *     where {@code {namespace}} in the role stands for the namespace's name
     * @param publish who may send: {@code anyone}, {@code members}, {@code authenticated}, {@code
     *     role:NAME} or {@code server}
     * @param maxRooms how many rooms exist at once; 0 for no bound
     * @param maxMembers how many members a room has at once; 0 for no bound
     * @param presence what is told of who is in a room: {@code full}, {@code count} or {@code none}
     * @param history what is kept of its rooms
     */
    public record PolicyProperties(
            @Nullable String access,
            @Nullable String publish,
            @Nullable Integer maxRooms,
            @Nullable Integer maxMembers,
            @Nullable PresenceMode presence,
            @Nullable HistoryProperties history) {

        /** Keeps its history as by default. */
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
     * A history as written.
     *
     * @param store where: {@code none}, {@code memory} or {@code disk}
     * @param size the most messages of a room; 0 for no bound
     * @param age how old a message gets; 0 for no bound
     * @param sync when a message on disk counts as kept: {@code always} (it survives a power cut)
     *     or {@code interval} (it survives the end of the process)
     * @param roomBytes what the messages of a room take; 0 for no bound
     * @param bytes what the messages of all rooms take together; 0 for no bound
     */
    public record HistoryProperties(
            History.@Nullable Store store,
            @Nullable Integer size,
            @Nullable Duration age,
            History.@Nullable Sync sync,
            @Nullable DataSize roomBytes,
            @Nullable DataSize bytes) {}
}
