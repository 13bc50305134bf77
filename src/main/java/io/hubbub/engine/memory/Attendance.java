package io.hubbub.engine.memory;

import io.hubbub.engine.PresencePage;
import io.hubbub.engine.PresentUser;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who is in one room. Only one thread touches it. */
final class Attendance {

    /** A user in the room, and its clients there. */
    private static final class Visitor {
        private final String user;
        private final Set<String> clients = new HashSet<>(4);

        /** State by client; the state that was set last is at the end. */
        private final LinkedHashMap<String, String> states = new LinkedHashMap<>(2);

        /** The user as it was told last. */
        private PresentUser told;

        Visitor(String user) {
            this.user = user;
            told = new PresentUser(user, 0, null);
        }

        PresentUser now() {
            Map.Entry<String, String> last = states.lastEntry();
            return new PresentUser(user, clients.size(), last == null ? null : last.getValue());
        }
    }

    private final TreeMap<String, Visitor> users = new TreeMap<>();
    private final Map<String, Visitor> byClient = new HashMap<>();

    boolean isEmpty() {
        return users.isEmpty();
    }

    int users() {
        return users.size();
    }

    int clients() {
        return byClient.size();
    }

    /** The user of a client; null if the client is not there. */
    @Nullable String userOf(String client) {
        Visitor visitor = byClient.get(client);
        return visitor == null ? null : visitor.user;
    }

    void enter(String user, String client) {
        Visitor visitor = users.computeIfAbsent(user, Visitor::new);
        visitor.clients.add(client);
        byClient.put(client, visitor);
    }

    /** Removes a client that is there. */
    void leave(String client) {
        Visitor visitor = byClient.remove(client);
        if (visitor != null) {
            visitor.clients.remove(client);
            visitor.states.remove(client);
        }
    }

    /** Sets the state of a client that is there. */
    void state(String client, @Nullable String state) {
        Visitor visitor = byClient.get(client);
        if (visitor == null) {
            return;
        }
        if (state == null) {
            visitor.states.remove(client);
        } else {
            visitor.states.putLast(client, state);
        }
    }

    /**
     * Ends a step that touched a user.
     *
     * @return the user as it is now; null if nothing has changed since the last step
     */
    @Nullable PresentUser changed(String user) {
        Visitor visitor = users.get(user);
        if (visitor == null) {
            return null;
        }
        if (visitor.clients.isEmpty()) {
            users.remove(user);
        }
        PresentUser now = visitor.now();
        if (now.equals(visitor.told)) {
            return null;
        }
        visitor.told = now;
        return now;
    }

    PresencePage read(@Nullable String after, int limit, long version) {
        Collection<Visitor> rest =
                after == null ? users.values() : users.tailMap(after, false).values();
        return new PresencePage(
                rest.stream().limit(limit).map(visitor -> visitor.told).toList(),
                users.size(),
                byClient.size(),
                version);
    }
}
