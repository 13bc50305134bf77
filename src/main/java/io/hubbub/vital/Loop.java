package io.hubbub.vital;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with an inbox. Any thread puts tasks into the inbox. Only the loop's thread runs them,
 * in batches. The tasks of one producer run in the order in which it put them in. State that only
 * tasks touch needs no lock.
 *
 * <p>When the inbox is empty the thread parks, until a producer wakes it or until the owner's next
 * deadline. A task that throws is logged, and the loop goes on: one failure must not stop the
 * service for everybody else. A failure of the process, such as exhausted memory, ends the thread
 * and is reported to {@link VitalSigns}.
 *
 * <p>A task must not block: everything behind it in the inbox would wait.
 *
 * @param <O> the owner of the state that the tasks touch
 */
public final class Loop<O> implements Rounds, AutoCloseable {

    /**
     * Something to do on the loop's thread.
     *
     * @param <O> the owner of the state that the task touches
     */
    @FunctionalInterface
    public interface Task<O> {
        void run(O owner);

        /** How much memory the task holds while it waits, beyond a small constant. */
        default int bytes() {
            return 0;
        }
    }

    /** What the loop's thread does beside tasks. */
    public interface Chores {

        /**
         * Ends a batch. It is also called when the batch had no task. A failure here ends the
         * thread.
         *
         * @return whether another batch must follow at once
         */
        boolean endBatch();

        /** When {@link #endBatch} must be called even if no task comes. */
        long nextNanos();
    }

    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    /** How long {@link #close} waits for the tasks that are left. */
    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

    /** How much memory a task holds beside its body: itself, and its place in the inbox. */
    private static final int TASK_BYTES = 256;

    private static final VarHandle PARKED;

    static {
        try {
            PARKED = MethodHandles.lookup().findVarHandle(Loop.class, "parked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final O owner;
    private final Chores chores;
    private final int batchTasks;
    private final LongSupplier nanos;
    private final Thread thread;

    /** Any thread adds; only the loop's thread takes. */
    private final MpscUnboundedAtomicArrayQueue<Task<? super O>> inbox =
            new MpscUnboundedAtomicArrayQueue<>(1024);

    /** How much memory the tasks hold that have not run yet. Any thread changes it. */
    private final AtomicLong inboxBytes = new AtomicLong();

    /**
     * True while the thread sleeps or is about to. The thread sets it. The producer that clears it
     * wakes the thread, so that many producers wake it only once.
     */
    private volatile boolean parked;

    /** Set once by {@link #stop}, by any thread. */
    private volatile boolean stopped;

    /** How many batches there were. Written by the loop's thread, read by any. */
    private volatile long rounds;

    // The loop's thread alone touches these.
    private long round;
    private boolean batchIsFull;

    /**
     * The thread starts with {@link #start}.
     *
     * @param batchTasks the most tasks of one batch
     * @param nanos the clock of {@link Chores#nextNanos}
     */
    public Loop(
            String name,
            O owner,
            Chores chores,
            int batchTasks,
            LongSupplier nanos,
            VitalSigns signs) {
        this.owner = owner;
        this.chores = chores;
        this.batchTasks = batchTasks;
        this.nanos = nanos;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(signs.vital(this::loop));
    }

    public void start() {
        thread.start();
    }

    /** Puts a task into the inbox. Never blocks, so it may be called under a lock. */
    public void execute(Task<? super O> task) {
        inboxBytes.addAndGet(task.bytes() + TASK_BYTES);
        inbox.offer(task);
        // The thread sets `parked` and then looks into the inbox; a producer fills the inbox and
        // then looks at `parked`. One of the two must see what the other did, or the task would
        // wait while the thread sleeps. That needs a full fence on both sides. The thread's is its
        // volatile write. The queue gives none when it grows: its last store is a release, which
        // may still be in this core's store buffer when `parked` is read.
        VarHandle.fullFence();
        if (parked && PARKED.compareAndSet(this, true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the batch after the task that is running. Only a task may call it. */
    public void fillBatch() {
        batchIsFull = true;
    }

    /**
     * Runs one batch: tasks, then the chores. Called by the loop's thread, or by a test that did
     * not start the thread.
     *
     * @return whether there was anything to do
     */
    public boolean runBatch() {
        rounds = ++round;
        batchIsFull = false;
        int tasks = 0;
        long bytes = 0;
        Task<? super O> task;
        while (tasks < batchTasks && !batchIsFull && (task = inbox.relaxedPoll()) != null) {
            tasks++;
            bytes += task.bytes() + TASK_BYTES;
            run(task);
        }
        if (tasks > 0) {
            inboxBytes.addAndGet(-bytes);
        }
        return chores.endBatch() || tasks > 0;
    }

    private void run(Task<? super O> task) {
        try {
            task.run(owner);
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("A task failed on {}", thread.getName(), e);
        }
    }

    private void loop() {
        while (!stopped || !inbox.isEmpty()) {
            if (runBatch()) {
                continue;
            }
            parked = true;
            if (inbox.isEmpty() && !stopped) {
                LockSupport.parkNanos(Math.max(1, chores.nextNanos() - nanos.getAsLong()));
            }
            parked = false;
        }
    }

    /**
     * How much memory waits in the inbox. It is a little late: a batch is subtracted at its end.
     */
    public long inboxBytes() {
        return inboxBytes.get();
    }

    /** Whether the caller is on the loop's thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    public boolean isStopped() {
        return stopped;
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

    /** Lets the thread end once it has run what is in the inbox. Does not wait for it. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Stops the thread and waits a second at most until it has run what is in the inbox. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(CLOSE_TIME.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
