package io.hubbub.quota;

import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a room may be created, and makes space for it. A room is counted by its log if it
 * has one, otherwise because it has members or because its first message is on its way to the log.
 * Safe for every thread.
 */
public final class RoomSpace {

    private static final Refusal TOO_MANY_ROOMS = new Refusal(ErrorCode.TOO_MANY_ROOMS);
    private static final Refusal ROOM_QUOTA = new Refusal(ErrorCode.ROOM_QUOTA);

    /**
     * After a search found no room that could give way, nobody searches all rooms again for this
     * long.
     */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /**
     * One of this many rooms of a full namespace is removed at once, so that one search makes much
     * space.
     */
    private static final int PART = 100;

    private static final int MOST_AT_ONCE = 256;

    private final Quotas quotas;
    private final ToIntFunction<String> maxRooms;
    private final Predicate<RoomName> hasMembers;
    private final LongSupplier nanos;
    private final UnloggedRooms unlogged = new UnloggedRooms();
    private final LoggedRooms logged;
    private final RoomRemoval removal;

    /**
     * When a search last found no room of a namespace that could give way. The thread that searched
     * writes an entry. The thread that makes space or deletes a room removes it.
     */
    private final Map<String, Long> exhaustedNanos = new ConcurrentHashMap<>();

    /**
     * The result of making space in a namespace. The one thread that makes space adds it, and all
     * others wait for it.
     */
    private final Map<String, CompletableFuture<Boolean>> making = new ConcurrentHashMap<>();

    /**
     * @param logs a namespace's engine; null if it keeps nothing
     * @param maxRooms how many rooms a namespace may have; 0 means unlimited
     * @param hasMembers whether a room has any; never blocks
     */
    public RoomSpace(
            Quotas quotas,
            Function<String, @Nullable RoomLogs> logs,
            ToIntFunction<String> maxRooms,
            Predicate<RoomName> hasMembers) {
        this.quotas = quotas;
        this.maxRooms = maxRooms;
        this.hasMembers = hasMembers;
        nanos = quotas.nanos();
        logged = new LoggedRooms(logs);
        removal = new RoomRemoval(logs, hasMembers, nanos);
    }

    /** How many rooms were removed to make space. */
    public long gaveWay() {
        return removal.gaveWay();
    }

    /** How many rooms somebody deleted. */
    public long deleted() {
        return removal.deleted();
    }

    /**
     * Deletes everything that a room keeps. Its members stay. Messages from then on have another
     * epoch. May wait for a disk.
     *
     * @param who deletes it, for the log file
     * @return whether anything was kept
     * @throws UncheckedIOException if the store cannot be written; then nothing is deleted
     */
    public boolean delete(RoomName room, String who) {
        boolean gone = removal.delete(room, who);
        if (gone) {
            exhaustedNanos.remove(room.namespace());
        }
        return gone;
    }

    // ---------------------------------------------------------------- rooms of members

    /**
     * Counts a room that exists only because it has members. Never waits.
     *
     * @param maker who joins first; null if the server's own code put the client there
     * @param bound how many rooms the namespace may have; 0 means unlimited
     * @return why the room may not be created; null if it is counted until {@link #release}
     */
    public @Nullable Refusal hold(RoomName room, @Nullable Maker maker, int bound) {
        String namespace = room.namespace();
        if (maker != null && isOverQuota(namespace, maker)) {
            return ROOM_QUOTA;
        }
        return unlogged.hold(room, maker, bound, logged.of(namespace).size())
                ? null
                : TOO_MANY_ROOMS;
    }

    /** The room no longer exists, or its log counts it from now on. */
    public void release(RoomName room, @Nullable Maker maker) {
        unlogged.release(room, maker);
    }

    // ---------------------------------------------------------------- rooms that are kept

    /**
     * Decides whether a message may be the first that a room keeps. If other rooms have to give
     * way, this may wait for a disk.
     *
     * @param maker null for the server itself
     * @return why not; null if the message may. Then {@link #arrived} must follow
     */
    @Nullable Refusal expect(RoomName room, @Nullable Maker maker) {
        if (unlogged.joinComing(room)) {
            return null;
        }
        Refusal refusal = maker == null ? null : charge(room.namespace(), maker);
        boolean counted = !hasMembers.test(room);
        if (refusal == null && counted && isFull(room.namespace()) && !makeSpace(room)) {
            refusal = TOO_MANY_ROOMS;
        }
        if (refusal == null) {
            unlogged.come(room, maker, counted);
        }
        return refusal;
    }

    /** The message of an {@link #expect} is kept, or was refused. */
    void arrived(RoomName room) {
        unlogged.arrive(room);
    }

    private @Nullable Refusal charge(String namespace, Maker maker) {
        if (isOverQuota(namespace, maker) && !replaceOwn(namespace, maker)) {
            return ROOM_QUOTA;
        }
        return quotas.makeRoom(maker);
    }

    private boolean isOverQuota(String namespace, Maker maker) {
        QuotaProperties bounds = quotas.properties();
        return isOver(namespace, maker.user(), bounds.roomsPerUser())
                || isOver(namespace, maker.network(), bounds.roomsPerAddress());
    }

    private boolean isOver(String namespace, long hash, int bound) {
        return bound > 0
                && logged.of(namespace).madeBy(hash) + unlogged.madeBy(namespace, hash) >= bound;
    }

    // ---------------------------------------------------------------- making space

    private boolean isFull(String namespace) {
        int bound = maxRooms.applyAsInt(namespace);
        return bound > 0 && unlogged.count(namespace) + logged.of(namespace).size() >= bound;
    }

    /**
     * Makes space for a room that is about to be created, if its namespace is full and a room there
     * can give way. May wait for a disk. Other callers wait meanwhile for the same result.
     *
     * @return whether there is space now, or none is needed because the room exists
     */
    public boolean makeSpace(RoomName room) {
        String namespace = room.namespace();
        if (hasMembers.test(room) || logged.contains(room) || !isFull(namespace)) {
            return true;
        }
        Long then = exhaustedNanos.get(namespace);
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
            int most = Math.clamp(bound / PART, 1, MOST_AT_ONCE);
            made = removal.giveWay(namespace, _ -> true, most);
            if (made) {
                exhaustedNanos.remove(namespace);
            } else {
                exhaustedNanos.put(namespace, nanos.getAsLong());
            }
        } finally {
            making.remove(namespace);
            mine.complete(made);
        }
        return made;
    }

    /**
     * Removes one of a maker's own rooms that nobody would miss, to make space for the maker's new
     * room.
     */
    private boolean replaceOwn(String namespace, Maker maker) {
        QuotaProperties bounds = quotas.properties();
        boolean asUser = isOver(namespace, maker.user(), bounds.roomsPerUser());
        return removal.giveWay(
                namespace,
                theirs ->
                        asUser
                                ? theirs.user() == maker.user()
                                : theirs.network() == maker.network(),
                1);
    }
}
