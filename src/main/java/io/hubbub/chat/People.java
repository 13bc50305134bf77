package io.hubbub.chat;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.message.User;
import io.hubbub.spelling.Lookalikes;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names of clients. A client that chose no name has its user's. Any thread may use this. */
final class People {

    /** How many names of clients that are gone may wait until their end is announced. */
    private static final int SLACK = 1_000;

    private final Clients clients;

    /**
     * A name that a client chose.
     *
     * @param forms the forms by which it is compared
     */
    private record Chosen(String name, Set<String> forms) {}

    /**
     * The chosen names by client id. A client that chose none has no entry. Any thread may use it.
     */
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

    /** Null if the client gave none. */
    @Nullable String chosenName(String client) {
        Chosen chosen = names.get(client);
        return chosen == null ? null : chosen.name();
    }

    /**
     * Gives a client a name.
     *
     * @return the old name; null if it had none
     */
    @Nullable String name(Client client, String name) {
        if (names.size() > 2 * clients.count() + SLACK) {
            // If listeners were too far behind, some ends were never announced.
            names.keySet().removeIf(id -> clients.find(id) == null);
        }
        Chosen before = names.put(client.id(), new Chosen(name, Lookalikes.forms(name)));
        if (clients.find(client.id()) == null) {
            // The client ended while this frame was handled, so its end may have been announced
            // already.
            names.remove(client.id());
        }
        return before == null ? null : before.name();
    }

    /**
     * Takes names that look like a user's from guests.
     *
     * @return the old names by client id
     */
    Map<String, String> loseLike(String user) {
        Set<String> forms = Lookalikes.forms(user);
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
