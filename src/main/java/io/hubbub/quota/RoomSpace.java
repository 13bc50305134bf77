package io.hubbub.quota;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which rooms may come to be. A room is counted once: by its log where it has one, else as one that
 * exists by its members alone, or as one whose first message is on its way to the log. Safe for
 * every thread.
 */
public final class RoomSpace {

    private static final Logger log = LoggerFactory.getLogger(RoomSpace.class);

    private static final Refusal TOO_MANY_ROOMS = new Refusal(ErrorCode.TOO_MANY_ROOMS);
    private static final Refusal ROOM_QUOTA = new Refusal(ErrorCode.ROOM_QUOTA);

    /** So long a look at all rooms of a namespace counts, and so one costs nothing much. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long TOLD_NANOS = Duration.ofMinutes(1).toNanos();

    /** Such a part of the rooms goes at once, so that one look at them makes space for many. */
    private static final int PART = 100;

    private static final int MOST_AT_ONCE = 256;

    /** Past so many namespaces, which a pattern may open, none is remembered. */
    private static final int TALLIES = 1_000;

    /** Whose rooms: a user's or a network's hash. */
    private record Holder(String namespace, long hash) {}

    private final Quotas quotas;
    private final Function<String, @Nullable RoomLogs> logs;
    private final ToIntFunction<String> maxRooms;
    private final Predicate<RoomName> hasMembers;
    private final LongSupplier nanos;

    /** How many rooms exist by their members alone. */
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    /** The same, and those on their way to the log, by who made them. */
    private final Map<Holder, Integer> holdings = new ConcurrentHashMap<>();

    /** Rooms whose first message is on its way to the log. */
    private final Map<RoomName, Coming> coming = new ConcurrentHashMap<>();

    private final Map<String, Integer> comingByNamespace = new ConcurrentHashMap<>();
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    /** Namespaces where nothing could give way, and when that was so. */
    private final Map<String, Long> exhausted = new ConcurrentHashMap<>();

    /** What is being done about a namespace that is full, for all who wait for it. */
    private final Map<String, CompletableFuture<Boolean>> making = new ConcurrentHashMap<>();

    private final LongAdder gaveWay = new LongAdder();
    private final LongAdder deleted = new LongAdder();

    /** When the log was told of that; 0 where it never was. */
    private final AtomicLong toldNanos = new AtomicLong();

    /**
     * A room on its way.
     *
     * @param counted whether it needs space of its own: it does not exist by its members already
     * @param messages how many are on their way
     */
    private record Coming(@Nullable Maker maker, boolean counted, int messages) {}

    /**
     * @param hasMembers whether a room has any; never blocks
     */
    public RoomSpace(
            Quotas quotas,
            Function<String, @Nullable RoomLogs> logs,
            ToIntFunction<String> maxRooms,
            Predicate<RoomName> hasMembers) {
        this.quotas = quotas;
        this.logs = logs;
        this.maxRooms = maxRooms;
        this.hasMembers = hasMembers;
        nanos = quotas.nanos();
    }

    /** Rooms that were removed to make space. */
    public long gaveWay() {
        return gaveWay.sum();
    }

    /** Rooms that somebody deleted. */
    public long deleted() {
        return deleted.sum();
    }

    /**
     * Deletes all that a room keeps. Its members stay; what is said there from now on has another
     * epoch. May wait for a disk.
     *
     * @param who did it, for the log
     * @return whether anything was kept
     * @throws UncheckedIOException where the store cannot be written; then nothing is deleted
     */
    public boolean delete(RoomName room, String who) {
        RoomLogs kept = logs.apply(room.namespace());
        long[] messages = {0};
        boolean gone =
                kept != null
                        && !kept.remove(
                                        List.of(room),
                                        found -> {
                                            messages[0] = found.span().count();
                                            return true;
                                        })
                                .isEmpty();
        if (gone) {
            deleted.increment();
            tallies.remove(room.namespace());
            exhausted.remove(room.namespace());
            log.info("{} deleted the room {} with {} messages", who, room, messages[0]);
        }
        return gone;
    }

    // ---------------------------------------------------------------- rooms of members

    /**
     * Counts a room that exists by its members alone. Never waits.
     *
     * @param bound of the namespace; 0 for none
     * @param maker who joins it first; null where the server's own code put him there
     * @return why it may not be; null where it is counted, and {@link #release} is to follow
     */
    public @Nullable Refusal hold(RoomName room, @Nullable Maker maker, int bound) {
        String namespace = room.namespace();
        if (maker != null && isOverQuota(namespace, maker)) {
            return ROOM_QUOTA;
        }
        int others = kept(namespace) + comingByNamespace.getOrDefault(namespace, 0);
        boolean[] admitted = {false};
        held.compute(
                namespace,
                (_, count) -> {
                    int now = count == null ? 0 : count;
                    admitted[0] = bound == 0 || now + others < bound;
                    return admitted[0] ? Integer.valueOf(now + 1) : count;
                });
        if (!admitted[0]) {
            return TOO_MANY_ROOMS;
        }
        addHolding(namespace, maker, 1);
        return null;
    }

    /** A room is gone, or counted by its log from now on. */
    public void release(RoomName room, @Nullable Maker maker) {
        add(held, room.namespace(), -1);
        addHolding(room.namespace(), maker, -1);
    }

    // ---------------------------------------------------------------- rooms that are kept

    /**
     * Decides whether a message may make a room by being kept there, where it has no log. May wait
     * for a disk, where others give way.
     *
     * @param maker null for the server itself
     * @return why not; null where it may, and {@link #arrived} is to follow
     */
    public @Nullable Refusal expect(RoomName room, @Nullable Maker maker) {
        if (join(room)) {
            return null;
        }
        Refusal refusal = maker == null ? null : charge(room.namespace(), maker);
        boolean counted = !hasMembers.test(room);
        if (refusal == null && counted && isFull(room.namespace()) && !makeSpace(room)) {
            refusal = TOO_MANY_ROOMS;
        }
        if (refusal != null) {
            return refusal;
        }
        Coming fresh = new Coming(maker, counted, 1);
        Coming now = coming.merge(room, fresh, (there, _) -> oneMore(there));
        if (now != null && now.messages == 1) {
            add(comingByNamespace, room.namespace(), counted ? 1 : 0);
            addHolding(room.namespace(), maker, 1);
        }
        return null;
    }

    /** One more message is on its way to a room that is coming; false where it is not. */
    private boolean join(RoomName room) {
        return coming.computeIfPresent(room, (_, there) -> oneMore(there)) != null;
    }

    private static Coming oneMore(Coming there) {
        return new Coming(there.maker, there.counted, there.messages + 1);
    }

    /** What was expected is kept, or refused. */
    public void arrived(RoomName room) {
        Coming[] last = {null};
        coming.computeIfPresent(
                room,
                (_, there) -> {
                    if (there.messages > 1) {
                        return new Coming(there.maker, there.counted, there.messages - 1);
                    }
                    last[0] = there;
                    return null;
                });
        Coming gone = last[0];
        if (gone != null) {
            add(comingByNamespace, room.namespace(), gone.counted ? -1 : 0);
            Tally tally = tallies.get(room.namespace());
            if (tally != null && gone.maker != null) {
                tally.add(gone.maker);
            }
            addHolding(room.namespace(), gone.maker, -1);
        }
    }

    private @Nullable Refusal charge(String namespace, Maker maker) {
        if (isOverQuota(namespace, maker) && !replaceOwn(namespace, maker)) {
            return ROOM_QUOTA;
        }
        return quotas.makeRoom(maker);
    }

    // ---------------------------------------------------------------- quotas

    private boolean isOverQuota(String namespace, Maker maker) {
        QuotaProperties bounds = quotas.properties();
        return isOver(namespace, maker.user(), bounds.roomsPerUser())
                || isOver(namespace, maker.network(), bounds.roomsPerAddress());
    }

    private boolean isOver(String namespace, long hash, int bound) {
        return bound > 0
                && tally(namespace).of(hash) + holdings.getOrDefault(new Holder(namespace, hash), 0)
                        >= bound;
    }

    /** How many rooms each made, as of a second ago at most. */
    private Tally tally(String namespace) {
        long now = nanos.getAsLong();
        Tally known = tallies.get(namespace);
        if (known != null && now - known.takenNanos() < FRESH_NANOS) {
            return known;
        }
        RoomLogs kept = logs.apply(namespace);
        if (tallies.size() > TALLIES) {
            tallies.clear();
        }
        Tally taken = Tally.of(kept == null ? List.of() : kept.rooms(namespace), now);
        tallies.put(namespace, taken);
        return taken;
    }

    private void addHolding(String namespace, @Nullable Maker maker, int more) {
        if (maker != null) {
            add(holdings, new Holder(namespace, maker.user()), more);
            add(holdings, new Holder(namespace, maker.network()), more);
        }
    }

    private static <K> void add(Map<K, Integer> counts, K key, int more) {
        if (more != 0) {
            counts.merge(key, more, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        }
    }

    // ---------------------------------------------------------------- giving way

    private boolean isKept(RoomName room) {
        RoomLogs kept = logs.apply(room.namespace());
        return kept != null && kept.span(room).newest() > 0;
    }

    private int kept(String namespace) {
        RoomLogs kept = logs.apply(namespace);
        return kept == null ? 0 : kept.rooms(namespace).size();
    }

    private boolean isFull(String namespace) {
        int bound = maxRooms.applyAsInt(namespace);
        return bound > 0
                && held.getOrDefault(namespace, 0)
                                + comingByNamespace.getOrDefault(namespace, 0)
                                + kept(namespace)
                        >= bound;
    }

    /**
     * Makes space for a room that is about to come, where its namespace is full and anything there
     * can give way. May wait for a disk; whoever comes meanwhile waits for the same.
     *
     * @return whether there is space now, or none is needed as the room is there
     */
    public boolean makeSpace(RoomName room) {
        String namespace = room.namespace();
        if (hasMembers.test(room) || isKept(room) || !isFull(namespace)) {
            return true;
        }
        Long then = exhausted.get(namespace);
        if (then != null && nanos.getAsLong() - then < FRESH_NANOS) {
            return false;
        }
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> theirs = making.putIfAbsent(namespace, mine);
        if (theirs != null) {
            return theirs.join();
        }
        boolean made = false;
        try {
            int bound = maxRooms.applyAsInt(namespace);
            made = giveWay(namespace, _ -> true, Math.clamp(bound / PART, 1, MOST_AT_ONCE));
            if (made) {
                exhausted.remove(namespace);
            } else {
                exhausted.put(namespace, nanos.getAsLong());
            }
        } finally {
            making.remove(namespace);
            mine.complete(made);
        }
        return made;
    }

    /** Takes from who has as many as he may one that nobody would miss, for the one he wants. */
    private boolean replaceOwn(String namespace, Maker maker) {
        QuotaProperties bounds = quotas.properties();
        boolean asUser = isOver(namespace, maker.user(), bounds.roomsPerUser());
        return giveWay(
                namespace,
                theirs ->
                        asUser
                                ? theirs.user() == maker.user()
                                : theirs.network() == maker.network(),
                1);
    }

    private boolean giveWay(String namespace, Predicate<Maker> whose, int most) {
        RoomLogs kept = logs.apply(namespace);
        if (kept == null) {
            return false;
        }
        Tally tally = tally(namespace);
        List<Kept> chosen =
                GivingWay.choose(
                        kept.rooms(namespace),
                        one -> isWhose(one, whose) && !hasMembers.test(one.room()),
                        maker -> tally.of(maker.network()),
                        most);
        if (chosen.isEmpty()) {
            return false;
        }
        Map<RoomName, Long> seen = new ConcurrentHashMap<>();
        chosen.forEach(one -> seen.put(one.room(), one.span().newest()));
        try {
            List<RoomName> gone =
                    kept.remove(
                            seen.keySet(),
                            now ->
                                    Long.valueOf(now.span().newest()).equals(seen.get(now.room()))
                                            && !hasMembers.test(now.room()));
            gaveWay.add(gone.size());
            tallies.remove(namespace);
            tell(namespace);
            return !gone.isEmpty();
        } catch (UncheckedIOException e) {
            log.warn("No room of {} could give way: {}", namespace, e.getMessage());
            return false;
        }
    }

    /** Once a minute at most: whoever makes many rooms is not to write the log as well. */
    private void tell(String namespace) {
        long now = nanos.getAsLong();
        long then = toldNanos.get();
        if ((then == 0 || now - then > TOLD_NANOS) && toldNanos.compareAndSet(then, now)) {
            log.info(
                    "Small rooms give way to new ones, now in {}: {} so far", namespace, gaveWay());
        }
    }

    private static boolean isWhose(Kept one, Predicate<Maker> whose) {
        Maker maker = one.maker();
        return maker != null && whose.test(maker);
    }
}
