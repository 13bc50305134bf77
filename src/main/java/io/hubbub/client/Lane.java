package io.hubbub.client;

import io.hubbub.due.Agenda;
import io.hubbub.due.Moments;
import io.hubbub.due.Pulse;
import io.hubbub.vital.Rounds;
import io.hubbub.vital.VitalSigns;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker thread and the clients it owns. Whatever a client's outbox, closing and place in its
 * rooms' member lists are, only this thread reads or writes it, so none of it needs a lock; other
 * threads put tasks into the inbox. The inbox is drained in batches, and each client that a batch
 * touched is written to once.
 *
 * <p>A task must not block and must not run code that is not Hubbub's own: every client of the lane
 * would wait for it.
 */
public final class Lane implements Rounds, AutoCloseable {

    /** Something to do on the lane's thread. */
    @FunctionalInterface
    public interface Task {
        void run(Lane lane);

        /** What the task holds on to while it waits. */
        default int bytes() {
            return 0;
        }
    }

    static final Duration TICK = Pulse.TICK;

    /**
     * A lane that comes this much too late to its tick was stopped, or starved, and so perhaps was
     * who reads the sockets: what it does not know of its clients it holds against none of them.
     */
    static final Duration LATE = Duration.ofSeconds(1);

    /** How far the two clocks may drift apart before what the wall's decides is asked anew. */
    private static final Duration DRIFT = Duration.ofMillis(20);

    /** What waits when the lane is closed has this long to run. */
    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** Frames appended before the touched clients are flushed: bounds what a batch holds up. */
    private static final int BATCH_DELIVERIES = 16 * 1024;

    /** Tasks run before the touched clients are flushed. */
    private static final int BATCH_TASKS = 256;

    private static final int SCRATCH_BYTES = 128 * 1024;

    /** What a task costs beside its body. */
    private static final int TASK_BYTES = 256;

    private final int index;
    private final Time time;
    private final long inboxBound;
    private final MpscUnboundedAtomicArrayQueue<Task> inbox =
            new MpscUnboundedAtomicArrayQueue<>(1024);
    private final AtomicLong inboxBytes = new AtomicLong();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final Thread thread;

    /** Publishers that wait for the inbox to shrink do so on {@link #space}. */
    private final ReentrantLock spaceLock = new ReentrantLock();

    private final Condition space = spaceLock.newCondition();

    /** How many publishers wait; lets the lane do without the lock while nobody does. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** Set while the thread sleeps or is about to: a producer then wakes it. */
    private volatile boolean parked;

    private volatile boolean stopped;

    /** How often it came round; the lane's alone to write. */
    private volatile long rounds;

    // The lane's own, touched by no other thread.
    private final Agenda<Deadlines> agenda = new Agenda<>();
    private final ArrayList<Client> touched = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private int deliveriesInBatch;
    private long round;
    private long nextTickNanos;
    private long marks;

    /** Since when no tick was late. */
    private long fairNanos;

    /** How far the wall's clock was ahead when the agenda's moments were reckoned. */
    private long wallAheadNanos;

    public Lane(int index, Limits limits, Time time, VitalSigns signs) {
        this.index = index;
        this.time = time;
        inboxBound = limits.inboxSize().toBytes();
        fairNanos = time.nanos().getAsLong();
        nextTickNanos = fairNanos + TICK.toNanos();
        wallAheadNanos = wallAheadNanos(fairNanos);
        thread =
                Thread.ofPlatform()
                        .name("lane-" + index)
                        .daemon()
                        .unstarted(signs.vital(this::loop));
    }

    void start() {
        thread.start();
    }

    public int index() {
        return index;
    }

    /** Puts a task into the inbox. Never blocks: it is called under locks. */
    public void execute(Task task) {
        inboxBytes.addAndGet(task.bytes() + TASK_BYTES);
        inbox.offer(task);
        // Where the queue grew, its last store may still be in this core's store buffer: without
        // this, the lane could park without seeing the task, and this thread not see it park.
        VarHandle.fullFence();
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits until the inbox is below its bound, so that publishers are no faster than the lane. To
     * be called before publishing and under no lock.
     */
    public void awaitSpace() {
        if (inboxBytes.get() <= inboxBound || Thread.currentThread() == thread) {
            return;
        }
        spaceLock.lock();
        try {
            waiting.incrementAndGet();
            while (inboxBytes.get() > inboxBound && !stopped) {
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

    /** A value that no earlier call returned, for marking clients that a delivery has seen. */
    public long nextMark() {
        return ++marks;
    }

    public long delivered() {
        return delivered.sum();
    }

    /** How many ticks came so late that nobody could be judged. */
    public long late() {
        return late.sum();
    }

    @Override
    public String name() {
        return thread.getName();
    }

    @Override
    public long rounds() {
        return rounds;
    }

    @Override
    public StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    public long inboxBytes() {
        return inboxBytes.get();
    }

    /** The moment, on the clock by which it judges what is due. */
    public long nanos() {
        return time.nanos().getAsLong();
    }

    Time time() {
        return time;
    }

    /** Takes a client on. */
    void add(Deadlines deadlines) {
        agenda.add(deadlines, nextNanos(deadlines));
    }

    /** Reckons anew when to look after a client. */
    void arm(Deadlines deadlines) {
        agenda.move(deadlines, nextNanos(deadlines));
    }

    /** Lets a client go; does nothing where it is gone. */
    void remove(Deadlines deadlines) {
        agenda.remove(deadlines);
    }

    private long nextNanos(Deadlines deadlines) {
        long now = time.nanos().getAsLong();
        return deadlines.nextNanos(deadlines.client().look(now, fairNanos));
    }

    /** Notes that the client has something to write when the batch ends. */
    void touch(Client client) {
        touched.add(client);
    }

    void countDelivery() {
        deliveriesInBatch++;
    }

    /** Runs what waits in the inbox, then writes; returns whether there was anything. */
    boolean runBatch() {
        rounds = ++round;
        int tasks = 0;
        Task task;
        while (tasks < BATCH_TASKS
                && deliveriesInBatch < BATCH_DELIVERIES
                && (task = inbox.relaxedPoll()) != null) {
            tasks++;
            run(task);
        }
        for (int i = 0; i < touched.size(); i++) {
            flush(touched.get(i));
        }
        touched.clear();
        if (waiting.get() > 0 && inboxBytes.get() <= inboxBound) {
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
        return tasks > 0 || !touched.isEmpty();
    }

    /**
     * Looks after those for whom something is due. It is done four times a second also where nobody
     * is: only so does the lane know how late it is, and that the wall's clock was set. It costs
     * the same for any number of clients.
     */
    private void tick(long now) {
        if (now - nextTickNanos >= LATE.toNanos()) {
            log.warn(
                    "{} is {} ms late: the machine or the process was stopped, or has too much to do",
                    thread.getName(),
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

    // One client's failure must not end the lane, on which thousands of others live.

    private void run(Task task) {
        inboxBytes.addAndGet(-(task.bytes() + TASK_BYTES));
        try {
            task.run(this);
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("A task failed on {}", thread.getName(), e);
        }
    }

    private static void flush(Client client) {
        try {
            client.flush();
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("Writing to client {} failed", client.id(), e);
        }
    }

    private void tick(Deadlines due, long now) {
        Client client = due.client();
        // Whatever comes of it, this tick is not to meet the client again.
        long next = now + TICK.toNanos();
        try {
            Deadlines.Look look = client.look(now, fairNanos);
            client.tick(due.check(look));
            next = Moments.later(due.nextNanos(look), now + 1);
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("Looking after client {} failed", client.id(), e);
        }
        agenda.move(due, next);
    }

    private void loop() {
        while (!stopped || !inbox.isEmpty()) {
            if (runBatch()) {
                continue;
            }
            parked = true;
            if (inbox.isEmpty() && !stopped) {
                LockSupport.parkNanos(Math.max(1, nextTickNanos - time.nanos().getAsLong()));
            }
            parked = false;
        }
    }

    /** Runs what waits, then ends. */
    @Override
    public void close() {
        stopped = true;
        announceSpace();
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_TIME.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
