package io.hubbub.engine.embedded.writing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The tasks that wait for the writer, bounded in bytes. Safe for every thread. */
public final class WriteQueue {

    /** The most tasks of a group: the first task of a group waits until the last one is written. */
    private static final int GROUP_TASKS = 8_192;

    private static final long GROUP_BYTES = 4L << 20;

    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition space = lock.newCondition();
    private final Condition work = lock.newCondition();

    // Guarded by the lock.
    private final Queue<Task> tasks = new ArrayDeque<>();
    private long bytes;

    /** Whether the writer works on a group. */
    private boolean busy;

    private boolean closed;

    public WriteQueue(long bound) {
        this.bound = bound;
    }

    /**
     * Adds a task; waits while the queue is full.
     *
     * @return false after the queue was closed: then the task is not added
     */
    public boolean put(Task task) {
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

    /** The same, but never waits: the bound does not hold for this task. */
    public boolean push(Task task) {
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
     * Takes the next group of tasks; waits until there is one. The group before counts as done.
     *
     * @return an empty list after the queue was closed and everything was taken
     */
    public List<Task> next() {
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

    /** Whether no task waits, and the writer works on none. */
    public boolean isIdle() {
        lock.lock();
        try {
            return tasks.isEmpty() && !busy;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks. Those that wait are still handed to the writer. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
