package io.hubbub.client;

import io.hubbub.budget.Budget;
import io.hubbub.budget.HeldLimits;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.User;
import io.hubbub.vital.VitalSigns;
import io.hubbub.wire.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lanes and clients without sockets and without threads: {@link #run} is what the lanes' threads
 * would do, and time stands still until {@link #pass}.
 */
public final class Core {

    public static final Origin ORIGIN = new Origin("fake", "192.0.2.1", null);

    private final AtomicLong nowNanos = new AtomicLong();
    private final AtomicLong wallAheadMillis = new AtomicLong(1_000_000);
    private final AtomicInteger ids = new AtomicInteger();
    private final List<Object> happened = new ArrayList<>();

    public final Time time =
            new Time(
                    (LongSupplier) nowNanos::get,
                    () -> wallAheadMillis.get() + nowNanos.get() / 1_000_000);
    public final VitalSigns signs = new VitalSigns();
    public final Events events = new Events(happened::add, signs);
    public final PlainFormat format = new PlainFormat();
    public final Limits limits;
    public final Lanes lanes;
    public final Clients clients;

    public Core(int laneCount) {
        this(laneCount, limits(1_000_000, 100));
    }

    public Core(int laneCount, Limits limits) {
        this.limits = limits;
        lanes = new Lanes(laneCount, limits.of(LaneLimits.class), time, signs);
        HeldLimits held = limits.of(HeldLimits.class);
        long heap = Runtime.getRuntime().maxMemory();
        clients =
                new Clients(
                        lanes,
                        limits.of(ClientLimits.class),
                        new Budget(held.heldBytes(heap), held.heldBytesPerAddress(heap)),
                        events,
                        () -> "c" + ids.incrementAndGet());
    }

    public static Limits limits(int outboxBytes, int subscriptions) {
        return limits(
                "outbox-size",
                outboxBytes + "B",
                "subscriptions-per-client",
                String.valueOf(subscriptions));
    }

    /** The limits with these values, a name before each, and the defaults of all others. */
    public static Limits limits(String... namesAndValues) {
        return Limits.with(namesAndValues);
    }

    /** A client and its socket. */
    public record Peer(Client client, FakeWire wire) {}

    /** A connected client. */
    public Peer connect() {
        return connect(null, format, HeartBeat.NONE);
    }

    public Peer connect(User user, Format spoken, HeartBeat heartBeat) {
        Peer peer = open(user);
        peer.client().connected(spoken, heartBeat);
        peer.client().announce(new byte[0]);
        return peer;
    }

    /** A client that has not said CONNECT. */
    public Peer open(User user) {
        FakeWire wire = new FakeWire();
        Grant standing = user == null ? null : Grant.of(user);
        Client client = clients.open(standing, ORIGIN, format, wire, null);
        wire.of(client);
        return new Peer(client, wire);
    }

    /** Does all that waits in the lanes, one lane after the other. */
    public void run() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (Lane lane : lanes.all()) {
                // A tick may leave a task behind that no batch reported.
                while (lane.runBatch() || lane.inboxBytes() > 0) {
                    busy = true;
                }
            }
        }
    }

    /** One batch of the first lane. */
    public boolean batch() {
        return lanes.get(0).runBatch();
    }

    /** One batch of a lane. */
    public boolean batch(int lane) {
        return lanes.get(lane).runBatch();
    }

    /** Lets time pass, tick by tick. */
    public void pass(Duration duration) {
        run();
        for (long ticks = duration.dividedBy(Lane.TICK); ticks > 0; ticks--) {
            nowNanos.addAndGet(Lane.TICK.toNanos());
            run();
        }
    }

    /** Lets time pass in which nobody does anything, as while the process is stopped. */
    public void stop(Duration duration) {
        nowNanos.addAndGet(duration.toNanos());
    }

    /** Somebody sets the wall's clock. */
    public void setWall(Duration ahead) {
        wallAheadMillis.addAndGet(ahead.toMillis());
    }

    /** All events, in order. To be asked once, at the end. */
    public List<Object> happened() {
        events.start();
        events.close();
        return happened;
    }
}
