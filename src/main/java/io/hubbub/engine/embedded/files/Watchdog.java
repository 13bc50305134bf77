package io.hubbub.engine.embedded.files;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Bounds the wait for work that may hang in native code, where nothing can interrupt it. The
 * hanging thread is abandoned, so that the caller can report the hang and end.
 */
public final class Watchdog {

    private Watchdog() {}

    /**
     * Runs work on a thread of its own, and returns its result or throws what it throws. A result
     * that comes too late is closed.
     *
     * @throws TimeoutException where the work takes longer
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
