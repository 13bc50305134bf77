package io.hubbub.middleware;

import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespaces;
import java.util.Set;

/**
 * A middleware and where it is asked. Patterns match whenever they are asked rather than once for
 * each namespace: a pattern's namespaces are without number, and clients make up their names.
 */
record Binding(Middleware middleware, Set<String> namespaces) {

    /**
     * @throws IllegalArgumentException where it would never be asked, which its author cannot want
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

    /** Whether it has a hook of its own: what it inherits passes all, and need not be asked. */
    boolean has(String hook, Class<?> parameter) {
        try {
            return middleware.getClass().getMethod(hook, parameter).getDeclaringClass()
                    != Middleware.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
