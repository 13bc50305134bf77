package io.hubbub.engine.memory;

import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.PresencePage;
import io.hubbub.engine.Presences;
import io.hubbub.message.RoomName;
import io.hubbub.vital.VitalSigns;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory engine without a thread: {@link #step} does what its thread would. With a random it is
 * as an engine behind a network: it answers late, and each answer out of turn with the others and
 * with the changes that it tells. Only the changes of one watch keep their order, and a write is
 * completed after its change was told.
 */
public final class SteppedPresences implements Presences {

    private final MemoryPresences engine;
    private final @Nullable Random random;

    /** Answers and changes that were held back: each queue keeps its order. Guarded by itself. */
    private final List<ArrayDeque<Held>> held = new ArrayList<>();

    /** How many were held back. Guarded by {@link #held}. */
    private long count;

    /**
     * @param number greater than that of all that were held back before
     * @param isChange whether a watch is told it
     * @param isWrite whether it completes a write, which is after the changes before it
     */
    private record Held(long number, boolean isChange, boolean isWrite, Runnable answer) {}

    private volatile boolean failing;

    /**
     * @param random null for an engine that answers at once
     */
    public SteppedPresences(LongSupplier nanos, @Nullable Random random) {
        engine = new MemoryPresences(nanos, new VitalSigns());
        this.random = random;
    }

    /** From now on nobody can say what became of a call. */
    public void fail(boolean fails) {
        failing = fails;
    }

    /** Returns whether there was, or is, anything to do. */
    public boolean step() {
        boolean worked = engine.runBatch();
        if (random == null) {
            return worked;
        }
        int most;
        synchronized (held) {
            most = held.size();
        }
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            Held next = next();
            if (next != null && next.isWrite()) {
                tellBefore(next.number());
            }
            if (next != null) {
                next.answer().run();
            }
        }
        return worked || most > 0;
    }

    private @Nullable Held next() {
        synchronized (held) {
            return held.isEmpty() ? null : take(random.nextInt(held.size()));
        }
    }

    /** Tells all changes that were held back before. */
    private void tellBefore(long number) {
        for (Held change = before(number); change != null; change = before(number)) {
            change.answer().run();
        }
    }

    private @Nullable Held before(long number) {
        synchronized (held) {
            for (int line = 0; line < held.size(); line++) {
                Held first = held.get(line).getFirst();
                if (first.isChange() && first.number() < number) {
                    return take(line);
                }
            }
            return null;
        }
    }

    private Held take(int line) {
        Held first = held.get(line).remove();
        if (held.get(line).isEmpty()) {
            held.remove(line);
        }
        return first;
    }

    private void hold(ArrayDeque<Held> line, boolean isChange, boolean isWrite, Runnable answer) {
        if (random == null) {
            answer.run();
            return;
        }
        synchronized (held) {
            if (line.isEmpty()) {
                held.add(line);
            }
            line.add(new Held(++count, isChange, isWrite, answer));
        }
    }

    private <T> CompletionStage<T> late(CompletionStage<T> answer, boolean isWrite) {
        if (failing) {
            return CompletableFuture.failedFuture(new IllegalStateException("failed on purpose"));
        }
        CompletableFuture<T> late = new CompletableFuture<>();
        answer.whenComplete((value, failure) ->
                hold(
                        new ArrayDeque<>(1),
                        false,
                        isWrite,
                        () -> {
                            if (failure == null) {
                                late.complete(value);
                            } else {
                                late.completeExceptionally(failure);
                            }
                        }));
        return late;
    }

    @Override
    public CompletionStage<?> enter(RoomName room, String user, String client) {
        return late(engine.enter(room, user, client), true);
    }

    @Override
    public CompletionStage<?> leave(RoomName room, String client, Duration grace) {
        return late(engine.leave(room, client, grace), true);
    }

    @Override
    public CompletionStage<?> state(RoomName room, String client, @Nullable String state) {
        return late(engine.state(room, client, state), true);
    }

    @Override
    public CompletionStage<PresencePage> read(RoomName room, @Nullable String after, int limit) {
        return late(engine.read(room, after, limit), false);
    }

    @Override
    public Watch watch(RoomName room, Consumer<PresenceChange> listener) {
        ArrayDeque<Held> line = new ArrayDeque<>();
        return engine.watch(room, change -> hold(line, true, false, () -> listener.accept(change)));
    }

    @Override
    public Counts counts() {
        return engine.counts();
    }

    @Override
    public void close() {
        engine.close();
    }
}
