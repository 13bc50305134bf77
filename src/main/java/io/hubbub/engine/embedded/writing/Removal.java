package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.Kept;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.message.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/** Trims and removes logs because somebody asks for it. Safe for every thread but the writer's. */
public final class Removal {

    private final WriteQueue queue;
    private final Heads heads;
    private final Trimmer trimmer;
    private final Writer writer;

    public Removal(WriteQueue queue, Heads heads, Trimmer trimmer, Writer writer) {
        this.queue = queue;
        this.heads = heads;
        this.trimmer = trimmer;
        this.writer = writer;
    }

    /**
     * Removes a log's messages up to this offset from memory's view at once, and from the disk a
     * moment later.
     *
     * @return completed once the disk knows; with false where there is nothing to do
     */
    public CompletableFuture<Boolean> trim(RoomName room, long upTo) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Head head = heads.find(room);
        if (head == null) {
            done.complete(false);
            return done;
        }
        head.update(state -> state.from(Math.min(upTo, state.newest()) + 1, 0));
        Task clear =
                new Task.Chore(() -> {
                    try {
                        trimmer.clear(List.of(head));
                    } finally {
                        // If this failed, the keeper does it later.
                        done.complete(true);
                    }
                });
        if (!queue.push(clear)) {
            done.complete(false);
        }
        return done;
    }

    /**
     * Removes those logs that may go, after the outcomes of all earlier appends were told.
     *
     * @return the rooms of the logs that were removed
     * @throws UncheckedIOException where the store cannot be written
     */
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        CompletableFuture<List<RoomName>> removed = new CompletableFuture<>();
        Task removal =
                new Task.Alone(() -> {
                    try {
                        removed.complete(removeNow(rooms, still));
                    } catch (RuntimeException e) {
                        removed.completeExceptionally(e);
                    }
                });
        if (!queue.push(removal)) {
            return List.of();
        }
        try {
            return removed.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failed
                    ? new UncheckedIOException(failed.getMessage(), failed.getCause())
                    : e;
        }
    }

    /** On the writer's thread. */
    private List<RoomName> removeNow(Collection<RoomName> rooms, Predicate<Kept> still) {
        String failure = writer.failure();
        if (failure != null) {
            // The writer first has to erase the group that failed, which writes heads again.
            throw new UncheckedIOException(new IOException(failure));
        }
        List<Head> due =
                rooms.stream()
                        .distinct()
                        .map(heads::find)
                        .filter(Objects::nonNull)
                        .filter(head -> still.test(head.kept()))
                        .toList();
        trimmer.remove(due);
        return due.stream().map(Head::room).toList();
    }
}
