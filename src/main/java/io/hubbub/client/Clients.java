package io.hubbub.client;

import io.hubbub.budget.Budget;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import io.hubbub.wire.Format;
import io.hubbub.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All connected clients, by id and by user. Safe for every thread. */
public final class Clients {

    /** Takes a client out of everything it had joined. Runs on the client's lane. */
    @FunctionalInterface
    public interface Leaver {
        /** Returns the names of the rooms that were left. */
        List<String> leave(Client client, List<Subscription> held, Departure departure);
    }

    private static final Refusal USER_FULL = new Refusal(ErrorCode.USER_FULL);
    private static final Refusal ADDRESS_FULL = new Refusal(ErrorCode.ADDRESS_FULL);

    private final Lanes lanes;
    private final ClientLimits limits;
    private final Events events;
    private final Supplier<String> ids;
    private final Budget budget;

    /** The announced clients. Written under the client's monitor, or by its lane when it ends. */
    private final ConcurrentHashMap<String, Client> byId = new ConcurrentHashMap<>();

    /**
     * The announced clients of each user. Written within the map's own steps. An array, because
     * most users have one client; never changed in place.
     */
    private final ConcurrentHashMap<String, Client[]> byUser = new ConcurrentHashMap<>();

    /**
     * The clients that were not announced yet. A client is added when its socket opens, and removed
     * when it is announced or ends, on whatever thread.
     */
    private final Set<Client> strangers = ConcurrentHashMap.newKeySet();

    /**
     * How many clients each {@link Origin#network} has, from their opening to their end, including
     * those that are being turned away. A network without clients is absent. Written within the
     * map's own steps.
     */
    private final ConcurrentHashMap<String, Integer> byNetwork = new ConcurrentHashMap<>();

    /** How many clients left, by the reason. Every reason is there; any lane adds. */
    private final Map<Departure, LongAdder> departures = new EnumMap<>(Departure.class);

    /** Set once at the start, by {@code Rooms}; any lane reads it. */
    private volatile Leaver leaver = (_, _, _) -> List.of();

    public Clients(
            Lanes lanes, ClientLimits limits, Budget budget, Events events, Supplier<String> ids) {
        this.lanes = lanes;
        this.limits = limits;
        this.events = events;
        this.ids = ids;
        this.budget = budget;
        for (Departure departure : Departure.values()) {
            departures.put(departure, new LongAdder());
        }
    }

    /** Sets what to do for a client that ends, before others are told. */
    public void onEnd(Leaver newLeaver) {
        leaver = newLeaver;
    }

    public ClientLimits limits() {
        return limits;
    }

    /** Counts what is held for clients. */
    public Budget budget() {
        return budget;
    }

    /**
     * A socket opened. Nobody else knows of the client until it is {@link Client#announce
     * announced}. If the client may not stay, or is one too many, {@link Client#turnedAway} says so
     * from the start.
     *
     * @param grant null for a guest
     * @param reason why the client may not stay; null if nothing is known against it
     */
    public Client open(
            @Nullable Grant grant,
            Origin origin,
            Format format,
            Wire wire,
            @Nullable Refusal reason) {
        String id = ids.get();
        Grant known = grant != null ? grant : Grant.of(User.guest("guest-" + id));
        int fromThere = byNetwork.merge(origin.network(), 1, Integer::sum);
        Refusal refusal =
                reason == null && fromThere > limits.clientsPerAddress() ? ADDRESS_FULL : reason;
        Client client = new Client(id, known, origin, format, lanes.assign(), wire, this, refusal);
        strangers.add(client);
        client.lane().execute(lane -> lane.add(client.deadlines()));
        return client;
    }

    /**
     * Why no client may come from there now; null if one may. This is only a forecast, before a
     * socket is made. {@link #open} decides.
     */
    public @Nullable Refusal refusal(Origin origin) {
        int fromThere = byNetwork.getOrDefault(origin.network(), 0);
        return fromThere >= limits.clientsPerAddress() ? ADDRESS_FULL : null;
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

    /** Every client as of now, including those that are not accepted yet. */
    public List<Client> everyone() {
        List<Client> everyone = new ArrayList<>(strangers);
        everyone.addAll(byId.values());
        return everyone;
    }

    /** Whether there is no client, and nothing is kept for any. */
    public boolean isDeserted() {
        return strangers.isEmpty()
                && byId.isEmpty()
                && byUser.isEmpty()
                && byNetwork.isEmpty()
                && budget.held() == 0;
    }

    public long departed(Departure departure) {
        return counter(departure).sum();
    }

    /** Sends a message to a private path of a user, to one of the user's clients. */
    public void deliverPrivately(Client client, String path, Envelope envelope) {
        deliverPrivately(client, path, envelope, () -> {});
    }

    /**
     * The same.
     *
     * @param handedOver runs once the message is in the client's outbox, on the client's lane. If
     *     the client does not listen, it runs on this thread
     */
    public void deliverPrivately(
            Client client, String path, Envelope envelope, Runnable handedOver) {
        List<Subscription> listeners = client.listeners(path);
        if (listeners.isEmpty()) {
            handedOver.run();
            return;
        }
        client.lane()
                .execute(_ -> {
                    try {
                        listeners.stream()
                                // The subscription may have ended meanwhile, and its end may be
                                // confirmed already.
                                .filter(s -> client.subscription(s.id()) == s)
                                .forEach(s -> client.deliver(envelope, s.dialect()));
                    } finally {
                        // This runs after a failure too. Otherwise somebody would wait for ever.
                        handedOver.run();
                    }
                });
    }

    private LongAdder counter(Departure departure) {
        return Objects.requireNonNull(departures.get(departure));
    }

    /**
     * Lists a client.
     *
     * @return why the client was not listed; null if it was
     */
    @Nullable Refusal announced(Client client) {
        Client[] ofUser =
                byUser.compute(client.user().name(), (_, some) -> withOneMore(client, some));
        if (ofUser[ofUser.length - 1] != client) {
            return USER_FULL;
        }
        byId.put(client.id(), client);
        strangers.remove(client);
        events.publish(new ClientConnected(client.id(), client.user(), client.origin()));
        return null;
    }

    /** A user's clients and this one, if the user may have one more. */
    private Client[] withOneMore(Client client, Client @Nullable [] some) {
        if (some == null) {
            return new Client[] {client};
        }
        if (some.length >= limits.clientsPerUser()) {
            return some;
        }
        Client[] more = Arrays.copyOf(some, some.length + 1);
        more[some.length] = client;
        return more;
    }

    /** Forgets a client that ended. Called on the client's lane. */
    void ended(Client client, List<Subscription> held, Departure departure, long livedNanos) {
        List<String> rooms = leaver.leave(client, held, departure);
        counter(departure).increment();
        byNetwork.computeIfPresent(
                client.origin().network(), (_, count) -> count == 1 ? null : count - 1);
        if (!client.isAnnounced()) {
            strangers.remove(client);
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
