package io.hubbub.client;

import io.hubbub.vital.VitalSigns;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what happened to the application's listeners, one at a time and in order, on a thread of
 * its own: a listener may take its time without any lane, and so any client, waiting for it. What
 * waits is bounded; when listeners fall behind further than that, events are dropped and counted.
 */
public final class Events implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Events.class);

    private static final int BOUND = 100_000;

    private final LinkedBlockingQueue<Object> waiting = new LinkedBlockingQueue<>(BOUND);
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

    /** Never blocks: it is called on lanes and under locks. */
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

    /** Delivers what waits, then ends. */
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
