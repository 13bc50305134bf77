package io.hubbub.middleware;

import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespaces;
import java.util.Set;

/**
 * A middleware and the namespaces where it is asked. Whether a pattern matches is decided at each
 * call and not remembered: a pattern has any number of namespaces, and clients make up their names.
 */
record Binding(Middleware middleware, Set<String> namespaces) {

    /**
     * @throws IllegalArgumentException if the middleware would never be asked, which is surely a
     *     mistake
     */
    static Binding of(Middleware middleware, Namespaces known) {
        Set<String> namespaces = Set.copyOf(middleware.namespaces());
        boolean nowhere = namespaces.isEmpty();
        for (String name : namespaces) {
            nowhere |= name.endsWith("*") ? !isPattern(name) : known.find(name) == null;
        }
        if (nowhere) {
            throw new IllegalArgumentException(
                    middleware.getClass().getName()
                            + " is bound to "
                            + namespaces
                            + ": each is to be a namespace, or a pattern that ends in '*'");
        }
        return new Binding(middleware, namespaces);
    }

    private static boolean isPattern(String name) {
        String prefix = name.substring(0, name.length() - 1);
        return prefix.isEmpty() || RoomName.isNamespace(prefix);
    }

    boolean covers(String namespace) {
        for (String name : namespaces) {
            boolean covered =
                    name.endsWith("*")
                            ? namespace.length() >= name.length()
                                    && namespace.regionMatches(0, name, 0, name.length() - 1)
                            : namespace.equals(name);
            if (covered) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the middleware has a hook of its own. The inherited one passes everything and need
     * not be called.
     */
    boolean has(String hook, Class<?> parameter) {
        try {
            return middleware.getClass().getMethod(hook, parameter).getDeclaringClass()
                    != Middleware.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
