package io.hubbub.share;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded amount of space, in all and for each owner. If no space is left, the oldest place is
 * given up for a new one, provided that it is old enough. Honest work ends soon. So a place that is
 * still held when all space is taken is probably one of those that take it all.
 *
 * <p>Any thread may use this. The holder of the oldest place is told on the thread that takes the
 * new place.
 */
public final class FairSlots {

    /** The outcome of asking for a place. */
    public sealed interface Answer {}

    /** Why there is no place. */
    public enum Full implements Answer {
        /** The owner has reached the bound for one owner. */
        OF_OWNER,
        /** All owners together have reached the bound for all. */
        OF_ALL
    }

    /** A place that is taken until it is left. */
    public final class Place implements Answer {
        private final String owner;
        private final long size;
        private final long sinceNanos;
        private final Runnable giveWay;

        private Place(String owner, long size, long sinceNanos, Runnable giveWay) {
            this.owner = owner;
            this.size = size;
            this.sinceNanos = sinceNanos;
            this.giveWay = giveWay;
        }

        /** Frees the place. Does nothing if it is free already. */
        public void leave() {
            synchronized (FairSlots.this) {
                remove(this);
            }
        }
    }

    private final long perOwner;
    private final long total;
    private final Duration undisturbed;
    private final LongSupplier nanos;

    /** Guarded by this. All taken places, the oldest first. */
    private final Set<Place> taken = new LinkedHashSet<>();

    /** Guarded by this. The same by owner. An owner without a place has no entry. */
    private final Map<String, Owned> owners = new HashMap<>();

    /** Guarded by this. How much is taken in all. */
    private long size;

    private final LongAdder gaveWay = new LongAdder();

    private static final class Owned {
        private final Set<Place> places = new LinkedHashSet<>();
        private long size;
    }

    /**
     * @param perOwner how much one owner may take; 0 means unlimited
     * @param total how much all may take together; 0 means unlimited
     * @param undisturbed how long every place is safe
     */
    public FairSlots(long perOwner, long total, Duration undisturbed, LongSupplier nanos) {
        this.perOwner = perOwner == 0 ? Long.MAX_VALUE : perOwner;
        this.total = total == 0 ? Long.MAX_VALUE : total;
        this.undisturbed = undisturbed;
        this.nanos = nanos;
    }

    /**
     * Takes a place.
     *
     * @param wanted how much
     * @param giveWay called at most once, when the place has been given up for another
     */
    public Answer take(String owner, long wanted, Runnable giveWay) {
        List<Place> gone = new ArrayList<>(1);
        Answer answer;
        synchronized (this) {
            answer = take(new Place(owner, wanted, nanos.getAsLong(), giveWay), gone);
        }
        for (Place place : gone) {
            gaveWay.increment();
            place.giveWay.run();
        }
        return answer;
    }

    private Answer take(Place place, List<Place> gone) {
        if (place.size > perOwner || place.size > total) {
            return place.size > perOwner ? Full.OF_OWNER : Full.OF_ALL;
        }
        Owned own = owners.get(place.owner);
        while (own != null && own.size > perOwner - place.size) {
            if (!makeWay(own.places, place.sinceNanos, gone)) {
                return Full.OF_OWNER;
            }
            own = owners.get(place.owner);
        }
        while (size > total - place.size) {
            if (!makeWay(taken, place.sinceNanos, gone)) {
                return Full.OF_ALL;
            }
        }
        taken.add(place);
        size += place.size;
        Owned owned = owners.computeIfAbsent(place.owner, _ -> new Owned());
        owned.places.add(place);
        owned.size += place.size;
        return place;
    }

    private boolean makeWay(Set<Place> places, long nowNanos, List<Place> gone) {
        @Nullable Place oldest = places.isEmpty() ? null : places.iterator().next();
        if (oldest == null || nowNanos - oldest.sinceNanos < undisturbed.toNanos()) {
            return false;
        }
        remove(oldest);
        gone.add(oldest);
        return true;
    }

    private void remove(Place place) {
        if (!taken.remove(place)) {
            return;
        }
        size -= place.size;
        Owned owned = Objects.requireNonNull(owners.get(place.owner));
        owned.places.remove(place);
        owned.size -= place.size;
        if (owned.places.isEmpty()) {
            owners.remove(place.owner);
        }
    }

    /** How much is taken. */
    public synchronized long size() {
        return size;
    }

    /** How many places were given up for others. */
    public long gaveWay() {
        return gaveWay.sum();
    }
}
