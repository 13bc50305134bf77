package io.hubbub.client;

import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All connected clients, by id and by user. Safe for every thread. */
public final class Clients {

    /** Takes a client out of whatever it had joined. Runs on the client's lane. */
    @FunctionalInterface
    public interface Leaver {
        /** Returns the names of the rooms that were left. */
        List<String> leave(Client client, Collection<Subscription> held);
    }

    private final Lanes lanes;
    private final Limits limits;
    private final Events events;
    private final Supplier<String> ids;
    private final ConcurrentHashMap<String, Client> byId = new ConcurrentHashMap<>();

    /** Most users have one client, so an array costs less than a set. Never changed in place. */
    private final ConcurrentHashMap<String, Client[]> byUser = new ConcurrentHashMap<>();

    private final Map<Departure, LongAdder> departures = new EnumMap<>(Departure.class);

    private volatile Leaver leaver = (_, _) -> List.of();

    public Clients(Lanes lanes, Limits limits, Events events, Supplier<String> ids) {
        this.lanes = lanes;
        this.limits = limits;
        this.events = events;
        this.ids = ids;
        for (Departure departure : Departure.values()) {
            departures.put(departure, new LongAdder());
        }
    }

    /** What is done for a client that ends, before anybody hears of it. */
    public void onEnd(Leaver newLeaver) {
        leaver = newLeaver;
    }

    public Limits limits() {
        return limits;
    }

    /**
     * A socket opened. The client is known to nobody until it is {@link Client#announce announced}.
     */
    public Client open(@Nullable User user, Origin origin, Format format, Wire wire) {
        String id = ids.get();
        User known = user != null ? user : User.guest("guest-" + id);
        Client client = new Client(id, known, origin, format, lanes.assign(), wire, this);
        client.lane().execute(lane -> lane.add(client));
        return client;
    }

    public @Nullable Client find(String id) {
        return byId.get(id);
    }

    /** The clients of a user, as they are now. */
    public List<Client> ofUser(String user) {
        Client[] found = byUser.get(user);
        return found == null ? List.of() : List.of(found);
    }

    public Collection<Client> all() {
        return byId.values();
    }

    public int count() {
        return byId.size();
    }

    /** Closes every client, telling it why. */
    public void shutDown() {
        Refusal refusal = new Refusal(ErrorCode.SHUTTING_DOWN);
        byId.values().forEach(client -> client.fail(refusal, null, Departure.SHUTDOWN));
    }

    public long departed(Departure departure) {
        return counter(departure).sum();
    }

    /** Writes to the subscriptions of one client to a private destination of its user. */
    public void deliverPrivately(Client client, String path, Envelope envelope) {
        List<Subscription> listeners = client.listeners(path);
        if (!listeners.isEmpty()) {
            client.lane()
                    .execute(_ ->
                            listeners.stream()
                                    // One that was unsubscribed meanwhile has its receipt already.
                                    .filter(s -> client.subscription(s.id()) == s)
                                    .forEach(s -> client.deliver(envelope, s.dialect())));
        }
    }

    private LongAdder counter(Departure departure) {
        return Objects.requireNonNull(departures.get(departure));
    }

    void announced(Client client) {
        byId.put(client.id(), client);
        byUser.merge(
                client.user().name(),
                new Client[] {client},
                (some, one) -> {
                    Client[] more = Arrays.copyOf(some, some.length + 1);
                    more[some.length] = one[0];
                    return more;
                });
        events.publish(new ClientConnected(client.id(), client.user(), client.origin()));
    }

    /** On the client's lane. */
    void ended(Client client, Collection<Subscription> held, Departure departure, long livedNanos) {
        List<String> rooms = leaver.leave(client, held);
        counter(departure).increment();
        if (!client.isAnnounced()) {
            return;
        }
        byId.remove(client.id());
        byUser.computeIfPresent(
                client.user().name(),
                (_, some) -> {
                    Client[] rest =
                            Arrays.stream(some).filter(c -> c != client).toArray(Client[]::new);
                    return rest.length == 0 ? null : rest;
                });
        events.publish(
                new ClientDisconnected(
                        client.id(),
                        client.user(),
                        client.origin(),
                        departure,
                        Duration.ofNanos(livedNanos),
                        client.received(),
                        client.delivered(),
                        rooms));
    }
}
