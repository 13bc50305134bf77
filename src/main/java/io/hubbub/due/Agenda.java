package io.hubbub.due;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A heap of entries, ordered by the moment at which each is due. An entry that is not due costs
 * nothing. Each entry is in it once, with one moment. Moments are stored beside the entries, so
 * sorting thousands of entries reads none of them. One thread owns it.
 *
 * <p>Moments come from a clock that may overflow. They are compared by their difference, so no two
 * may be further apart than half the range of a long; see {@link Moments#after}.
 */
public final class Agenda<E extends Agenda.Entry> {

    /** An entry remembers its place in the heap, so that it is found without a search. */
    public interface Entry {

        /** The place that was set last; -1 before that. */
        int place();

        /** Sets the place. Only the agenda calls this. */
        void place(int place);
    }

    private static final int FEW = 16;

    private final ArrayList<E> entries = new ArrayList<>();
    private long[] moments = new long[FEW];

    public int size() {
        return entries.size();
    }

    /** Adds an entry that is in no agenda. */
    public void add(E entry, long moment) {
        int place = entries.size();
        if (place == moments.length) {
            moments = Arrays.copyOf(moments, place + (place >> 1));
        }
        entries.add(entry);
        put(entry, moment, place);
        rise(place);
    }

    /** Removes an entry. Does nothing if it is not in the agenda. */
    public void remove(E entry) {
        int place = entry.place();
        if (place < 0) {
            return;
        }
        int end = entries.size() - 1;
        E last = entries.get(end);
        long moment = moments[end];
        entries.remove(end);
        entry.place(-1);
        if (last != entry) {
            put(last, moment, place);
            sink(place);
            rise(last.place());
        }
    }

    /** Changes an entry's moment. Does nothing if it is not in the agenda. */
    public void move(E entry, long moment) {
        int place = entry.place();
        if (place >= 0) {
            moments[place] = moment;
            sink(place);
            rise(entry.place());
        }
    }

    /** The entry that is due first, if it is due by then. It stays in the agenda. */
    public @Nullable E due(long nowNanos) {
        return !entries.isEmpty() && nowNanos - moments[0] >= 0 ? entries.getFirst() : null;
    }

    /** The moment at which the first entry is due. If there is none, a moment that never comes. */
    public long firstNanos(long nowNanos) {
        return entries.isEmpty() ? Moments.never(nowNanos) : moments[0];
    }

    /** All current entries, in no order. */
    public List<E> all() {
        return List.copyOf(entries);
    }

    private void rise(int from) {
        int place = from;
        while (place > 0 && isBefore(place, (place - 1) / 2)) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void sink(int from) {
        int place = from;
        while (true) {
            int first = place;
            for (int child = 2 * place + 1; child <= 2 * place + 2; child++) {
                if (child < entries.size() && isBefore(child, first)) {
                    first = child;
                }
            }
            if (first == place) {
                return;
            }
            swap(place, first);
            place = first;
        }
    }

    private boolean isBefore(int one, int other) {
        return moments[one] - moments[other] < 0;
    }

    private void swap(int one, int other) {
        E entry = entries.get(one);
        long moment = moments[one];
        put(entries.get(other), moments[other], one);
        put(entry, moment, other);
    }

    private void put(E entry, long moment, int place) {
        entries.set(place, entry);
        moments[place] = moment;
        entry.place(place);
    }
}
