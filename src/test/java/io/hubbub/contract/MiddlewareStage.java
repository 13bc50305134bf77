package io.hubbub.contract;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Where the middlewares and controllers of a {@link MiddlewareFixture} and a test meet without the
 * wire. Each running service has one, and it is empty when a test begins.
 */
public final class MiddlewareStage {

    /** Clients that entered, as {@code id namespace}, in order. */
    private final LinkedBlockingQueue<String> entries = new LinkedBlockingQueue<>();

    /** The latches of middlewares that wait. */
    private final LinkedBlockingQueue<CountDownLatch> waiting = new LinkedBlockingQueue<>();

    /** The methods of controllers that were called. */
    private final LinkedBlockingQueue<String> controlled = new LinkedBlockingQueue<>();

    /** Lets every middleware go on that waits, and forgets what an earlier test left. */
    public void clear() {
        waiting.forEach(CountDownLatch::countDown);
        waiting.clear();
        entries.clear();
        controlled.clear();
    }

    // ---------------------------------------------------------------- for the application's code

    void entered(String client, String namespace) {
        entries.add(client + ' ' + namespace);
    }

    void controlled(String method) {
        controlled.add(method);
    }

    /** Waits until the test counts the latch down. */
    void await() {
        CountDownLatch latch = new CountDownLatch(1);
        waiting.add(latch);
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody released it");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---------------------------------------------------------------- for tests

    /** The latch of the next middleware that waits. */
    public CountDownLatch awaitWaiting() throws InterruptedException {
        CountDownLatch next = waiting.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("No middleware waits");
        }
        return next;
    }

    /** Whether a middleware waits whose latch the test does not have. */
    public boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** The methods of controllers that were called, in order. */
    public List<String> controlled() {
        return List.copyOf(controlled);
    }

    /** How often the client entered the namespace since this was asked last. */
    public long entries(String client, String namespace) {
        String entry = client + ' ' + namespace;
        long count = entries.stream().filter(entry::equals).count();
        entries.removeIf(entry::equals);
        return count;
    }
}
