package io.hubbub.due;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Alarms by a time that stands still until {@link #pass}. */
public final class FakeAlarm implements Alarm {

    private record Entry(long dueNanos, Runnable task) {}

    // Guarded by this.
    private final Set<Entry> entries = Collections.newSetFromMap(new IdentityHashMap<>());
    private long nowNanos;

    @Override
    public synchronized Runnable set(Duration after, Runnable task) {
        Entry entry = new Entry(nowNanos + after.toNanos(), task);
        entries.add(entry);
        return () -> remove(entry);
    }

    private synchronized void remove(Entry entry) {
        entries.remove(entry);
    }

    /** Lets time pass. Runs what is due in its order, on this thread. */
    public void pass(Duration duration) {
        due(duration).forEach(entry -> entry.task().run());
    }

    private synchronized List<Entry> due(Duration duration) {
        nowNanos += duration.toNanos();
        List<Entry> due =
                entries.stream()
                        .filter(entry -> entry.dueNanos() <= nowNanos)
                        .sorted(Comparator.comparingLong(Entry::dueNanos))
                        .toList();
        due.forEach(entries::remove);
        return due;
    }

    public synchronized int count() {
        return entries.size();
    }
}
