package io.hubbub.engine.embedded;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What waits for the writer, bounded in bytes. Safe for every thread. */
final class WriteQueue {

    /** Bounds how long the first of a group waits for the last of it. */
    private static final int GROUP_TASKS = 8_192;

    private static final long GROUP_BYTES = 4L << 20;

    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition space = lock.newCondition();
    private final Condition work = lock.newCondition();

    // Guarded by the lock.
    private final Queue<Task> tasks = new ArrayDeque<>();
    private long bytes;
    private boolean busy;
    private boolean closed;

    WriteQueue(long bound) {
        this.bound = bound;
    }

    /**
     * Waits while it is full.
     *
     * @return false where nothing is taken any more
     */
    boolean put(Task task) {
        lock.lock();
        try {
            while (bytes >= bound && !closed) {
                space.awaitUninterruptibly();
            }
            return offer(task);
        } finally {
            lock.unlock();
        }
    }

    /** The same, never waiting. */
    boolean push(Task task) {
        lock.lock();
        try {
            return offer(task);
        } finally {
            lock.unlock();
        }
    }

    private boolean offer(Task task) {
        if (closed) {
            return false;
        }
        tasks.add(task);
        bytes += task.bytes();
        work.signal();
        return true;
    }

    /**
     * What waits, as much as makes a group; waits for the first. The group before counts as done.
     *
     * @return empty where nothing will come any more
     */
    List<Task> next() {
        lock.lock();
        try {
            busy = false;
            while (tasks.isEmpty() && !closed) {
                work.awaitUninterruptibly();
            }
            List<Task> group = new ArrayList<>(Math.min(tasks.size(), GROUP_TASKS));
            long size = 0;
            while (!tasks.isEmpty() && group.size() < GROUP_TASKS && size < GROUP_BYTES) {
                if (tasks.element() instanceof Task.Alone && !group.isEmpty()) {
                    break;
                }
                Task task = tasks.remove();
                size += task.bytes();
                group.add(task);
                if (task instanceof Task.Alone) {
                    break;
                }
            }
            bytes -= size;
            busy = !group.isEmpty();
            space.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits and nothing is under way. */
    boolean isIdle() {
        lock.lock();
        try {
            return tasks.isEmpty() && !busy;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is taken; what waits is still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something for the writer. */
    sealed interface Task {

        /** What a task takes beside its message. */
        int TASK_BYTES = 256;

        /**
         * A message to be kept.
         *
         * @param value as it is to be written, but for the moment
         */
        @SuppressWarnings("ArrayRecordComponent") // Never compared.
        record Keep(Append append, byte[] value, Consumer<Appended> outcome) implements Task {
            @Override
            public long bytes() {
                return TASK_BYTES + (long) value.length * append.rooms().size();
            }
        }

        /** Something to do after the outcomes of all before it. */
        record InOrder(Runnable action) implements Task {
            @Override
            public long bytes() {
                return TASK_BYTES;
            }
        }

        /** Something that the engine itself needs written. */
        record Chore(Runnable action) implements Task {
            @Override
            public long bytes() {
                return 0;
            }
        }

        /** The same in a group of its own: all before it is kept and told, nothing after it is. */
        record Alone(Runnable action) implements Task {
            @Override
            public long bytes() {
                return 0;
            }
        }

        /** What it holds on to while it waits. */
        long bytes();
    }
}
