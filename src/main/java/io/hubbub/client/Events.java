package io.hubbub.client;

import io.hubbub.vital.VitalSigns;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the application's listeners what happened, one event at a time and in order. It does so on
 * a thread of its own, so that a listener may take its time without holding up a lane and its
 * clients. The queue is bounded. If it is full because listeners are slow, events are dropped and
 * counted.
 */
public final class Events implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Events.class);

    private static final int BOUND = 100_000;

    /** Any thread adds; the thread of the events takes. */
    private final LinkedBlockingQueue<Object> waiting = new LinkedBlockingQueue<>(BOUND);

    /** Any thread adds. */
    private final LongAdder dropped = new LongAdder();

    private final Consumer<Object> listeners;
    private final Thread thread;

    public Events(Consumer<Object> listeners, VitalSigns signs) {
        this.listeners = listeners;
        thread = Thread.ofVirtual().name("events").unstarted(signs.vital(this::loop));
    }

    public void start() {
        thread.start();
    }

    /** Never blocks, so it may be called on a lane and under a lock. */
    public void publish(Object event) {
        if (!waiting.offer(event)) {
            dropped.increment();
        }
    }

    public long dropped() {
        return dropped.sum();
    }

    private void loop() {
        try {
            while (true) {
                deliver(waiting.take());
            }
        } catch (InterruptedException e) {
            for (Object event = waiting.poll(); event != null; event = waiting.poll()) {
                deliver(event);
            }
        }
    }

    private void deliver(Object event) {
        try {
            listeners.accept(event);
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("A listener failed on {}", event, e);
        }
    }

    /** Tells listeners what waits, then ends. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
