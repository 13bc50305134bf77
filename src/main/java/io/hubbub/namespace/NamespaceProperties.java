package io.hubbub.namespace;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.namespaces}: policies by namespace, or by a pattern that
 * ends in {@code *}, such as {@code [tenant-*]}.
 */
@ConfigurationProperties("hubbub")
public record NamespaceProperties(@DefaultValue Map<String, PolicyProperties> namespaces) {

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
     */
    public record PolicyProperties(
            @Nullable String access,
            @Nullable String publish,
            @Nullable Integer maxRooms,
            @Nullable Integer maxMembers) {}
}
