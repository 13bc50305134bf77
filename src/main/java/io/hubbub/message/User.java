package io.hubbub.message;

import java.security.Principal;
import java.util.Set;

/**
 * The person or program that a client acts for. A user has any number of clients.
 *
 * @param name what others see, and what {@code convertAndSendToUser} addresses
 * @param guest whether no account and no token confirms the name
 * @param roles what the user was granted, without a prefix
 */
public record User(String name, boolean guest, Set<String> roles) implements Principal {

    public User {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A user needs a name");
        }
        roles = Set.copyOf(roles);
    }

    /** A user whose name no account and no token confirms. */
    public static User guest(String name) {
        return new User(name, true, Set.of());
    }

    @Override
    public String getName() {
        return name;
    }
}
