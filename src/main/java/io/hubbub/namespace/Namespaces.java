package io.hubbub.namespace;

import io.hubbub.message.RoomName;
import io.hubbub.namespace.NamespaceProperties.HistoryProperties;
import io.hubbub.namespace.NamespaceProperties.PolicyProperties;
import io.hubbub.property.PropertyRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * All namespaces of this server. Immutable: the namespaces of a pattern have no state besides their
 * rooms, so asking for a name leaves nothing behind.
 */
public final class Namespaces {

    /**
     * No namespace has this name. Where a client could write the name of a namespace, this word
     * means its own connection.
     */
    public static final String SESSION = "session";

    /** The policy of a namespace whose configuration says nothing. */
    private static final Policy DEFAULT =
            new Policy(new Who.Authenticated(), new Who.Members(), 10_000, 0);

    /** The namespaces that exist without configuration. */
    private static final Map<String, Policy> BUILT_IN =
            Map.of(
                    // Open to clients that were written for Spring's simple broker or RabbitMQ.
                    RoomName.MAIN,
                    new Policy(new Who.Anyone(), new Who.Anyone(), 10_000, 0),
                    "chat",
                    new Policy(new Who.Anyone(), new Who.Members(), 10_000, 0)
                            .keeping(History.NONE.on(History.Store.DISK)),
                    "admin",
                    new Policy(new Who.Role("ADMIN"), new Who.Role("ADMIN"), 10_000, 0));

    private final Map<String, Policy> byName;

    /** Policies by the part of the pattern before the {@code *}, longest first. */
    private final Map<String, Policy> byPrefix;

    public Namespaces(NamespaceProperties properties) {
        Map<String, Policy> names = new HashMap<>(BUILT_IN);
        TreeMap<String, Policy> prefixes =
                new TreeMap<>((a, b) ->
                        a.length() != b.length() ? b.length() - a.length() : a.compareTo(b));
        properties
                .namespaces()
                .forEach((key, written) -> {
                    String property = "hubbub.namespaces." + key;
                    Policy policy = read(property, written, BUILT_IN.getOrDefault(key, DEFAULT));
                    if (key.endsWith("*")) {
                        String prefix = key.substring(0, key.length() - 1);
                        PropertyRules.check(
                                prefix.isEmpty() || RoomName.isNamespace(prefix),
                                property,
                                NAME_RULE);
                        prefixes.put(prefix, policy);
                    } else {
                        PropertyRules.check(
                                RoomName.isNamespace(key) && !key.endsWith("-"),
                                property,
                                NAME_RULE);
                        PropertyRules.check(
                                !key.equals(SESSION),
                                property,
                                "cannot be a namespace: this name stands for a client's own connection");
                        names.put(key, policy);
                    }
                });
        byName = Map.copyOf(names);
        byPrefix = new LinkedHashMap<>(prefixes);
    }

    private static final String NAME_RULE =
            "a namespace is lower-case letters, digits and '-'; a pattern ends in '*' and is written in"
                    + " brackets, as in hubbub.namespaces.[tenant-*]";

    /** The namespace with this name. Null if no name and no pattern matches. */
    public @Nullable Namespace find(String name) {
        Policy policy = byName.get(name);
        if (policy == null && !name.equals(SESSION)) {
            for (Map.Entry<String, Policy> entry : byPrefix.entrySet()) {
                if (name.startsWith(entry.getKey()) && name.length() > entry.getKey().length()) {
                    policy = entry.getValue();
                    break;
                }
            }
        }
        return policy == null ? null : new Namespace(name, policy);
    }

    /** Whether any namespace keeps its messages in this store. */
    public boolean use(History.Store store) {
        return Stream.concat(byName.values().stream(), byPrefix.values().stream())
                .anyMatch(policy -> policy.history().store() == store);
    }

    private static Policy read(String property, PolicyProperties written, Policy defaults) {
        Who access = who(property + ".access", written.access(), defaults.access());
        PropertyRules.check(
                !(access instanceof Who.Members || access instanceof Who.Server),
                property + ".access",
                "must be anyone, authenticated or role:NAME");
        return new Policy(
                access,
                who(property + ".publish", written.publish(), defaults.publish()),
                bound(property + ".max-rooms", written.maxRooms(), defaults.maxRooms()),
                bound(property + ".max-members", written.maxMembers(), defaults.maxMembers()),
                history(property + ".history", written.history(), defaults.history()),
                written.presence() == null ? defaults.presence() : written.presence());
    }

    private static History history(
            String property, @Nullable HistoryProperties written, History standard) {
        if (written == null) {
            return standard;
        }
        Duration age = written.age() == null ? standard.age() : written.age();
        PropertyRules.check(!age.isNegative(), property + ".age", "must be 0 (unlimited) or more");
        return new History(
                written.store() == null ? standard.store() : written.store(),
                bound(property + ".size", written.size(), standard.size()),
                age,
                written.sync() == null ? standard.sync() : written.sync(),
                bound(property + ".room-bytes", written.roomBytes(), standard.roomBytes()),
                bound(property + ".bytes", written.bytes(), standard.bytes()));
    }

    private static Who who(String property, @Nullable String written, Who standard) {
        if (written == null) {
            return standard;
        }
        try {
            return Who.parse(written);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(property + ": " + e.getMessage(), e);
        }
    }

    private static DataSize bound(String property, @Nullable DataSize written, DataSize standard) {
        PropertyRules.check(
                written == null || written.toBytes() >= 0,
                property,
                "must be 0 (unlimited) or more");
        return written == null ? standard : written;
    }

    private static int bound(String property, @Nullable Integer written, int standard) {
        PropertyRules.check(
                written == null || written >= 0, property, "must be 0 (unlimited) or more");
        return written == null ? standard : written;
    }
}
