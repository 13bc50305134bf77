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
 * Does CPU-heavy work on a few threads and lets addresses take turns. The work of one address is
 * done in the order of asking. So somebody who asks once waits for one turn of each other address,
 * however much work those addresses ask for.
 *
 * <p>These are platform threads. On virtual threads such work would occupy the few carrier threads,
 * which do not take turns. Nothing of any client would be read meanwhile.
 *
 * <p>Any thread may use this.
 */
public final class FairWorkers implements AutoCloseable {

    /**
     * How much work may be under way at once, including what is being done.
     *
     * @param perUser of one user
     * @param perAddress from one address
     * @param total in all. Beyond that, the last request of the address with the most work gives
     *     way to an address with less
     * @param patience how long a request waits for its turn
     */
    public record Bounds(int perUser, int perAddress, int total, Duration patience) {

        /** 0 means unlimited. */
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

        /** The work's result; null if the work will never be done. */
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

    /**
     * Guarded by this. The waiting work by address. The address that has the next turn comes first.
     */
    private final Map<String, Deque<Job<?>>> waiting = new LinkedHashMap<>();

    /** Guarded by this. How much work waits or is being done, by user and by address. */
    private final Map<String, Integer> byUser = new HashMap<>();

    private final Map<String, Integer> byAddress = new HashMap<>();

    /** Guarded by this. How much work waits or is being done in all. */
    private int count;

    /** Guarded by this. */
    private boolean closed;

    /**
     * @param name the name of the threads
     * @param threads how many threads do the work
     */
    public FairWorkers(String name, int threads, Bounds bounds) {
        this.bounds = bounds;
        for (int i = 0; i < threads; i++) {
            // On Linux the JVM respects the priority only if it is told to.
            Thread.ofPlatform()
                    .name(name + "-" + i)
                    .daemon()
                    .priority(Thread.MIN_PRIORITY)
                    .start(this::work);
        }
    }

    /**
     * Does the work and waits for it.
     *
     * @return the work's result; null if nothing was done, because too much work was under way or
     *     the turn did not come in time
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
                // Work that has begun is waited for, because its cost is already being paid.
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

    /**
     * Removes the last job of the address with the most waiting jobs. Returns false if the new job
     * would soon be that one.
     */
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

    /** Gives up a job. Returns whether it was still waiting. */
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

    /** Ends a turn and waits for the next job. Null if there will be none. */
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

    /** How much work waits or is being done. */
    public synchronized int count() {
        return count;
    }

    /** How many requests got no turn. */
    public long refused() {
        return refused.sum();
    }

    /** Ends the threads. Requests that wait get nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.values().forEach(queue -> queue.forEach(job -> job.done.complete(null)));
        waiting.clear();
        notifyAll();
    }
}
