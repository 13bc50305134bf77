package io.hubbub.chat;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.message.User;
import io.hubbub.spelling.Likeness;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What clients are called. A client that chose no name has its user's. Safe for every thread. */
final class People {

    /** So many names of clients that are gone may wait for their end to be told. */
    private static final int SLACK = 1_000;

    private final Clients clients;

    /**
     * A name that a client chose.
     *
     * @param forms what it looks like
     */
    private record Chosen(String name, Set<String> forms) {}

    /** Chosen names, by client id. */
    private final ConcurrentHashMap<String, Chosen> names = new ConcurrentHashMap<>();

    People(Clients clients) {
        this.clients = clients;
    }

    Person person(Client client) {
        return person(client.id(), client.user());
    }

    /** The same for a client that may be gone. */
    Person person(String client, User user) {
        String chosen = chosenName(client);
        String name = chosen == null ? user.name() : chosen;
        return new Person(client, user.name(), name, user.guest());
    }

    boolean isNamed(String client) {
        return names.containsKey(client);
    }

    /** Null where the client gave none. */
    @Nullable String chosenName(String client) {
        Chosen chosen = names.get(client);
        return chosen == null ? null : chosen.name();
    }

    /**
     * Gives a client a name.
     *
     * @return the name before; null where it had none
     */
    @Nullable String name(Client client, String name) {
        if (names.size() > 2 * clients.count() + SLACK) {
            // Where listeners were too far behind to be told, an end is heard of nowhere else.
            names.keySet().removeIf(id -> clients.find(id) == null);
        }
        Chosen before = names.put(client.id(), new Chosen(name, Likeness.forms(name)));
        if (clients.find(client.id()) == null) {
            // It ended while this frame was handled: its end may have been told already.
            names.remove(client.id());
        }
        return before == null ? null : before.name();
    }

    /**
     * Takes from guests what looks like the name of a user.
     *
     * @return who was called how, by client id
     */
    Map<String, String> loseLike(String user) {
        Set<String> forms = Likeness.forms(user);
        Map<String, String> lost = new HashMap<>();
        names.forEach((id, chosen) -> {
            Client client = clients.find(id);
            boolean guest = client != null && client.user().guest();
            if (guest && !Collections.disjoint(chosen.forms(), forms) && names.remove(id, chosen)) {
                lost.put(id, chosen.name());
            }
        });
        return lost;
    }

    /** The client is gone. */
    void forget(String client) {
        names.remove(client);
    }

    int count() {
        return names.size();
    }
}
