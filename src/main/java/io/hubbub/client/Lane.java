package io.hubbub.client;

import io.hubbub.due.Agenda;
import io.hubbub.due.Moments;
import io.hubbub.due.Pulse;
import io.hubbub.vital.Loop;
import io.hubbub.vital.Rounds;
import io.hubbub.vital.VitalSigns;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker thread and the clients it owns. Only this thread touches a client's outbox, its
 * closing, and its place in the member lists of its rooms, so none of these needs a lock. Other
 * threads put tasks into the lane's inbox. The lane runs tasks in batches, and writes once to each
 * client that a batch touched.
 *
 * <p>A task must not block, and must not run code that is not Hubbub's own: every client of the
 * lane would wait for it.
 */
public final class Lane implements Rounds, AutoCloseable {

    /** Something to do on the lane's thread. */
    @FunctionalInterface
    public interface Task extends Loop.Task<Lane> {}

    /** What the lane does after each batch of tasks. */
    private final class Chores implements Loop.Chores {
        @Override
        public boolean endBatch() {
            return Lane.this.endBatch();
        }

        @Override
        public long nextNanos() {
            return nextTickNanos;
        }
    }

    static final Duration TICK = Pulse.TICK;

    /**
     * A lane whose tick comes this late was stopped or starved. The threads that read the sockets
     * may have been too. What a client may have sent meanwhile is unknown, so no client is blamed
     * for its silence.
     */
    static final Duration LATE = Duration.ofSeconds(1);

    /** How far the two clocks may drift apart before deadlines on the wall clock are recomputed. */
    private static final Duration DRIFT = Duration.ofMillis(20);

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** Frames appended before the touched clients are written to: bounds how long a batch takes. */
    private static final int BATCH_DELIVERIES = 16 * 1024;

    /** Tasks run before the touched clients are written to. */
    private static final int BATCH_TASKS = 256;

    private static final int SCRATCH_BYTES = 128 * 1024;

    private final int index;
    private final Time time;
    private final long inboxBound;
    private final Loop<Lane> loop;

    /** How many frames went into outboxes. Added to by the lane, read by any thread. */
    private final LongAdder delivered = new LongAdder();

    /** How many ticks were {@link #LATE}. Added to by the lane, read by any thread. */
    private final LongAdder late = new LongAdder();

    /** Publishers wait on {@link #space} for the inbox to shrink. */
    private final ReentrantLock spaceLock = new ReentrantLock();

    private final Condition space = spaceLock.newCondition();

    /**
     * How many publishers wait. They write it under {@link #spaceLock}; the lane reads it without
     * the lock, and takes the lock only if somebody waits.
     */
    private final AtomicInteger waiting = new AtomicInteger();

    // Only the lane's thread touches these.
    private final Agenda<Deadlines> agenda = new Agenda<>();
    private final ArrayList<Recipient> touched = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private int deliveriesInBatch;
    private long nextTickNanos;
    private long marks;

    /** Since when no tick has been late. */
    private long fairNanos;

    /** How far the wall clock was ahead of the monotonic clock when the deadlines were computed. */
    private long wallAheadNanos;

    public Lane(int index, LaneLimits limits, Time time, VitalSigns signs) {
        this.index = index;
        this.time = time;
        inboxBound = limits.inboxSize().toBytes();
        fairNanos = time.nanos().getAsLong();
        nextTickNanos = fairNanos + TICK.toNanos();
        wallAheadNanos = wallAheadNanos(fairNanos);
        loop = new Loop<>("lane-" + index, this, new Chores(), BATCH_TASKS, time.nanos(), signs);
    }

    void start() {
        loop.start();
    }

    public int index() {
        return index;
    }

    /** Puts a task into the inbox. Never blocks, so it may be called under a lock. */
    public void execute(Task task) {
        loop.execute(task);
    }

    /**
     * Waits until the inbox is below its bound, so that publishers are no faster than the lane.
     * Call it before publishing, under no lock.
     */
    public void awaitSpace() {
        if (loop.inboxBytes() <= inboxBound || loop.isCurrent()) {
            return;
        }
        spaceLock.lock();
        try {
            waiting.incrementAndGet();
            while (loop.inboxBytes() > inboxBound && !loop.isStopped()) {
                space.awaitUninterruptibly();
            }
            waiting.decrementAndGet();
        } finally {
            spaceLock.unlock();
        }
    }

    private void announceSpace() {
        spaceLock.lock();
        try {
            space.signalAll();
        } finally {
            spaceLock.unlock();
        }
    }

    /** A value that no earlier call returned. A delivery marks the clients it has seen with it. */
    public long nextMark() {
        return ++marks;
    }

    public long delivered() {
        return delivered.sum();
    }

    /** How many ticks came so late that no client could be blamed for its silence. */
    public long late() {
        return late.sum();
    }

    @Override
    public String name() {
        return loop.name();
    }

    @Override
    public long rounds() {
        return loop.rounds();
    }

    @Override
    public StackTraceElement[] stack() {
        return loop.stack();
    }

    public long inboxBytes() {
        return loop.inboxBytes();
    }

    /** The current moment, on the clock by which the lane decides what is due. */
    public long nanos() {
        return time.nanos().getAsLong();
    }

    Time time() {
        return time;
    }

    /** From now on the lane watches a client's deadlines. */
    void add(Deadlines deadlines) {
        agenda.add(deadlines, nextNanos(deadlines));
    }

    /** Computes anew when a client's next deadline is. */
    void arm(Deadlines deadlines) {
        agenda.move(deadlines, nextNanos(deadlines));
    }

    /** Stops watching a client's deadlines. Does nothing if the lane does not watch them. */
    void remove(Deadlines deadlines) {
        agenda.remove(deadlines);
    }

    private long nextNanos(Deadlines deadlines) {
        long now = time.nanos().getAsLong();
        return deadlines.nextNanos(deadlines.client().look(now, fairNanos));
    }

    /** Notes that there is something to write to the client when the batch ends. */
    void touch(Recipient client) {
        touched.add(client);
    }

    void countDelivery() {
        if (++deliveriesInBatch >= BATCH_DELIVERIES) {
            loop.fillBatch();
        }
    }

    /** Runs tasks from the inbox, then writes. Returns whether there was anything to do. */
    boolean runBatch() {
        return loop.runBatch();
    }

    /** Returns whether a tick has touched a client, which the next batch then writes to. */
    private boolean endBatch() {
        for (int i = 0; i < touched.size(); i++) {
            flush(touched.get(i));
        }
        touched.clear();
        if (waiting.get() > 0 && loop.inboxBytes() <= inboxBound) {
            announceSpace();
        }
        if (deliveriesInBatch > 0) {
            delivered.add(deliveriesInBatch);
            deliveriesInBatch = 0;
        }
        long now = time.nanos().getAsLong();
        if (now - nextTickNanos >= 0) {
            tick(now);
        }
        return !touched.isEmpty();
    }

    /**
     * Looks after the clients for which something is due. The tick comes four times a second even
     * if the lane has no client: otherwise the lane would not notice that it is late, or that
     * somebody set the wall clock. Its cost does not depend on the number of clients.
     */
    private void tick(long now) {
        if (now - nextTickNanos >= LATE.toNanos()) {
            log.warn(
                    "{} is {} ms late: the machine or the process was stopped, or has too much to do",
                    name(),
                    Duration.ofNanos(now - nextTickNanos).toMillis());
            late.increment();
            fairNanos = now;
        }
        nextTickNanos = now + TICK.toNanos();
        long wallAhead = wallAheadNanos(now);
        if (Math.abs(wallAhead - wallAheadNanos) >= DRIFT.toNanos()) {
            wallAheadNanos = wallAhead;
            agenda.all().forEach(this::arm);
        }
        for (Deadlines due = agenda.due(now); due != null; due = agenda.due(now)) {
            tick(due, now);
        }
    }

    private long wallAheadNanos(long now) {
        return TimeUnit.MILLISECONDS.toNanos(time.epochMillis().getAsLong()) - now;
    }

    ByteBuffer scratch() {
        return scratch;
    }

    // A failure for one client must not end the lane: thousands of other clients depend on it.

    private static void flush(Recipient client) {
        try {
            client.flush();
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("Writing to client {} failed", client, e);
        }
    }

    private void tick(Deadlines due, long now) {
        Recipient client = due.client();
        // Whatever happens here, this tick must not meet the client a second time.
        long next = now + TICK.toNanos();
        try {
            Deadlines.Look look = client.look(now, fairNanos);
            client.tick(due.check(look));
            next = Moments.later(due.nextNanos(look), now + 1);
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("Looking after client {} failed", client, e);
        }
        agenda.move(due, next);
    }

    /** Runs what waits, then ends. Publishers that wait for space go on. */
    @Override
    public void close() {
        loop.stop();
        announceSpace();
        loop.close();
    }
}
