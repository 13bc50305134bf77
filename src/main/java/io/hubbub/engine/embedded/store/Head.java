package io.hubbub.engine.embedded.store;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import io.hubbub.engine.Span;
import io.hubbub.engine.embedded.rows.HeadRow;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.message.RoomName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What memory knows of one room's log. */
public final class Head {

    private final RoomName room;
    private final long id;
    private final String epoch;
    private final @Nullable Maker maker;

    /** The writer appends to it; any thread trims it. */
    private final AtomicReference<LogState> state;

    /**
     * Completed when a removal that is under way ends, whether or not it succeeded; null while
     * there is none. The writer sets it; readers wait for it.
     */
    private volatile @Nullable CompletableFuture<Boolean> removal;

    public Head(RoomName room, long id, String epoch, @Nullable Maker maker, LogState state) {
        this.room = room;
        this.id = id;
        this.epoch = epoch;
        this.maker = maker;
        this.state = new AtomicReference<>(state);
    }

    public RoomName room() {
        return room;
    }

    /** The first part of the keys of this log's messages. No other log ever has the same. */
    public long id() {
        return id;
    }

    public String epoch() {
        return epoch;
    }

    /** Who made the room; null where the server did. */
    public @Nullable Maker maker() {
        return maker;
    }

    public LogState state() {
        return state.get();
    }

    public void update(UnaryOperator<LogState> change) {
        state.updateAndGet(change);
    }

    public HeadRow row(LogState next, boolean synced) {
        return new HeadRow(id, epoch, maker, synced, next);
    }

    public Span span() {
        LogState now = state.get();
        return new Span(epoch, now.oldest(), now.newest());
    }

    public Kept kept() {
        LogState now = state.get();
        Span span = new Span(epoch, now.oldest(), now.newest());
        return new Kept(room, span, now.bytes(), now.writtenMillis(), maker, now.shared());
    }

    /** From now on, a reader that misses a message waits until the removal ends. */
    public void beginRemoval() {
        removal = new CompletableFuture<>();
    }

    public void endRemoval() {
        CompletableFuture<Boolean> ending = removal;
        removal = null;
        if (ending != null) {
            ending.complete(true);
        }
    }

    /** Waits for the end of a removal. Returns at once where there is none. */
    public void awaitRemoval() {
        CompletableFuture<Boolean> ending = removal;
        if (ending != null) {
            ending.join();
        }
    }
}
