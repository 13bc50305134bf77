package io.hubbub.share;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that takes long on a core, done by a few threads in turns: the addresses that want some take
 * turns, and what one of them wants is done in the order in which it asked. So who asks once waits
 * for one turn of each of the others, however much they want.
 *
 * <p>The threads are the machine's own. On virtual threads such work would hold the few carriers,
 * which do not take turns, and with them everything that the server reads.
 *
 * <p>Safe for every thread.
 */
public final class Turns implements AutoCloseable {

    /**
     * How much may be asked for at once, the work that is being done included.
     *
     * @param perUser by one user
     * @param perAddress from one address
     * @param total by all. Past it who asked last from the address that wants most gives way to an
     *     address that wants less
     * @param patience how long one waits for one's turn
     */
    public record Bounds(int perUser, int perAddress, int total, Duration patience) {

        /** 0 is no bound. */
        public Bounds {
            perUser = perUser == 0 ? Integer.MAX_VALUE : perUser;
            perAddress = perAddress == 0 ? Integer.MAX_VALUE : perAddress;
            total = total == 0 ? Integer.MAX_VALUE : total;
        }
    }

    private static final class Job<T> {
        private final String user;
        private final String address;
        private final Supplier<T> work;

        /** Completed with null where it is not to be done any more. */
        private final CompletableFuture<@Nullable T> done = new CompletableFuture<>();

        Job(String user, String address, Supplier<T> work) {
            this.user = user;
            this.address = address;
            this.work = work;
        }

        void run() {
            try {
                done.complete(work.get());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }
    }

    private final Bounds bounds;
    private final LongAdder refused = new LongAdder();

    /** Guarded by this. Who waits, by address; the address whose turn is next stands first. */
    private final Map<String, Deque<Job<?>>> waiting = new LinkedHashMap<>();

    /** Guarded by this. Who waits or is at work, by user and by address. */
    private final Map<String, Integer> byUser = new HashMap<>();

    private final Map<String, Integer> byAddress = new HashMap<>();

    /** Guarded by this. */
    private int count;

    /** Guarded by this. */
    private boolean closed;

    /**
     * @param name of the threads
     * @param threads how many do the work
     */
    public Turns(String name, int threads, Bounds bounds) {
        this.bounds = bounds;
        for (int i = 0; i < threads; i++) {
            // On Linux the JVM heeds the priority only where it is told to.
            Thread.ofPlatform()
                    .name(name + "-" + i)
                    .daemon()
                    .priority(Thread.MIN_PRIORITY)
                    .start(this::work);
        }
    }

    /**
     * Has work done and waits for it.
     *
     * @return what came of it; null where too much is asked for already, or the turn did not come
     *     in time, and nothing was done
     */
    public <T> @Nullable T take(String user, String address, Supplier<T> work) {
        return take(user, address, work, bounds.patience());
    }

    <T> @Nullable T take(String user, String address, Supplier<T> work, Duration wait) {
        Job<T> job = new Job<>(user, address, work);
        T result = enter(job) ? await(job, wait) : null;
        if (result == null) {
            refused.increment();
        }
        return result;
    }

    private <T> @Nullable T await(Job<T> job, Duration wait) {
        try {
            try {
                return job.done.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // What has begun is waited for: it is being paid for already.
                return giveUp(job) ? null : job.done.get();
            }
        } catch (InterruptedException e) {
            giveUp(job);
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private synchronized boolean enter(Job<?> job) {
        int ofUser = byUser.getOrDefault(job.user, 0);
        int fromAddress = byAddress.getOrDefault(job.address, 0);
        if (closed || ofUser >= bounds.perUser() || fromAddress >= bounds.perAddress()) {
            return false;
        }
        if (count >= bounds.total() && !makeWay(fromAddress)) {
            return false;
        }
        byUser.put(job.user, ofUser + 1);
        byAddress.merge(job.address, 1, Integer::sum);
        count++;
        waiting.computeIfAbsent(job.address, _ -> new ArrayDeque<>()).add(job);
        notify();
        return true;
    }

    /** Sends away who came last of those who wait most; not for who would soon be among them. */
    private boolean makeWay(int fromAddress) {
        Deque<Job<?>> most =
                waiting.values().stream()
                        .max(Comparator.comparingInt(Deque::size))
                        .orElseGet(ArrayDeque::new);
        if (most.size() <= fromAddress + 1) {
            return false;
        }
        Job<?> last = most.removeLast();
        left(last);
        last.done.complete(null);
        return true;
    }

    /** Returns whether it was still waiting. */
    private synchronized boolean giveUp(Job<?> job) {
        Deque<Job<?>> queue = waiting.get(job.address);
        if (queue == null || !queue.remove(job)) {
            return false;
        }
        if (queue.isEmpty()) {
            waiting.remove(job.address);
        }
        left(job);
        return true;
    }

    private void left(Job<?> job) {
        count--;
        byUser.computeIfPresent(job.user, (_, n) -> n == 1 ? null : n - 1);
        byAddress.computeIfPresent(job.address, (_, n) -> n == 1 ? null : n - 1);
    }

    private void work() {
        for (Job<?> job = next(null); job != null; job = next(job)) {
            job.run();
        }
    }

    /** Ends a turn and waits for the next; null where there is to be none. */
    private synchronized @Nullable Job<?> next(@Nullable Job<?> ended) {
        if (ended != null) {
            left(ended);
        }
        try {
            while (waiting.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        if (closed) {
            return null;
        }
        Map.Entry<String, Deque<Job<?>>> first = waiting.entrySet().iterator().next();
        waiting.remove(first.getKey());
        Job<?> job = first.getValue().remove();
        if (!first.getValue().isEmpty()) {
            waiting.put(first.getKey(), first.getValue());
        }
        return job;
    }

    /** How much is waited for or being done. */
    public synchronized int count() {
        return count;
    }

    /** How often there was no turn. */
    public long refused() {
        return refused.sum();
    }

    /** Lets the threads go; whoever waits gets nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.values().forEach(queue -> queue.forEach(job -> job.done.complete(null)));
        waiting.clear();
        notifyAll();
    }
}
