package io.hubbub.engine.embedded.files;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits no longer than it should for what may hang in native code, where nothing can interrupt it:
 * its thread is given up, so that whoever waits can say so and end.
 */
public final class Watchdog {

    private Watchdog() {}

    /**
     * What the work gives, where that comes in time.
     *
     * @param work on a thread of its own; what it throws is thrown here. What it gives after all,
     *     too late, is closed
     * @throws TimeoutException where it takes longer than that
     */
    public static <T extends AutoCloseable> T within(long seconds, Supplier<T> work)
            throws TimeoutException {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("engine-opening")
                .daemon()
                .start(() -> {
                    try {
                        T result = work.get();
                        if (!done.complete(result)) {
                            result.close();
                        }
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.get(seconds, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e);
                } catch (TimeoutException e) {
                    if (done.completeExceptionally(e)) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> new CompletionException(e.getCause());
        };
    }
}
