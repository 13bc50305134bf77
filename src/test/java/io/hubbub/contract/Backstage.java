package io.hubbub.contract;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where the controllers of a {@link WireFixture} and a test meet without the wire. Each running
 * service has one, and it is empty when a test begins.
 */
public final class Backstage {

    private static final long SECONDS = 60;

    /** Futures that controllers returned, for the test to complete. */
    private final LinkedBlockingQueue<CompletableFuture<String>> promises =
            new LinkedBlockingQueue<>();

    /** The beans of clients' scopes that were destroyed, in order. */
    private final LinkedBlockingQueue<String> destroyed = new LinkedBlockingQueue<>();

    /** One permit for each thread that waits in {@link #linger}. */
    private final Semaphore lingering = new Semaphore(0);

    private final Semaphore goOn = new Semaphore(0);

    /** Forgets what an earlier test left. */
    void clear() {
        promises.clear();
        destroyed.clear();
        lingering.drainPermits();
        goOn.drainPermits();
    }

    // ---------------------------------------------------------------- for the application's code

    CompletableFuture<String> promise() {
        CompletableFuture<String> promise = new CompletableFuture<>();
        promises.add(promise);
        return promise;
    }

    void destroyed(String what) {
        destroyed.add(what);
    }

    /** Waits until the test says {@link #goOn}. */
    void linger() {
        lingering.release();
        try {
            goOn.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---------------------------------------------------------------- for tests

    /** The next future that a controller returned. */
    public CompletableFuture<String> nextPromise() throws InterruptedException {
        return some(promises.poll(SECONDS, TimeUnit.SECONDS), "No controller promised anything");
    }

    /** The next bean that was destroyed with its client. */
    public String nextDestroyed() throws InterruptedException {
        return some(destroyed.poll(SECONDS, TimeUnit.SECONDS), "Nothing ended with its client");
    }

    /** Waits for a thread that lingers. */
    public void awaitLingering() throws InterruptedException {
        if (!lingering.tryAcquire(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("No thread lingers");
        }
    }

    /** Lets one thread go on that lingers. */
    public void goOn() {
        goOn.release();
    }

    private static <T> T some(T found, String otherwise) {
        if (found == null) {
            throw new AssertionError(otherwise);
        }
        return found;
    }
}
