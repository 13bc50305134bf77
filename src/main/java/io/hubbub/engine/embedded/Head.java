package io.hubbub.engine.embedded;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Span;
import io.hubbub.message.RoomName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One room's log as memory knows it. Only the writer appends; any thread trims. */
final class Head {

    private static final int VERSION = 2;

    /** As format 1 has it: who made the room is not known. */
    private static final int WITHOUT_MAKER = 1;

    private static final int EXPECTED = 112;

    final RoomName room;

    /** Begins the keys of its messages. */
    final long id;

    final String epoch;

    /** Null where the server made it. */
    final @Nullable Maker maker;

    private final AtomicReference<State> state;

    /** Completed once its removal came to its end, whichever; null while nobody removes it. */
    private volatile @Nullable CompletableFuture<Boolean> removal;

    Head(RoomName room, long id, String epoch, @Nullable Maker maker, State state) {
        this.room = room;
        this.id = id;
        this.epoch = epoch;
        this.maker = maker;
        this.state = new AtomicReference<>(state);
    }

    /**
     * What the disk holds of a log.
     *
     * @param maker null where the server made it
     * @param synced whether each of its messages was on the disk before anybody saw it
     */
    record Row(long id, String epoch, @Nullable Maker maker, boolean synced, State state) {

        byte[] encode() {
            return new Encoder(EXPECTED)
                    .octet(VERSION)
                    .number(id)
                    .text(epoch)
                    .octet(synced ? 1 : 0)
                    .number(state.oldest())
                    .number(state.newest())
                    .number(state.cleared())
                    .number(state.bytes())
                    .fixed(state.writtenMillis())
                    .fixed(state.oldestMillis())
                    .octet(maker == null ? 0 : 1)
                    .fixed(maker == null ? 0 : maker.user())
                    .fixed(maker == null ? 0 : maker.network())
                    .octet(state.shared() ? 1 : 0)
                    .done();
        }

        static Row decode(RoomName room, byte[] value) {
            Decoder decoder = new Decoder("a head of " + room, value);
            int version = decoder.version(WITHOUT_MAKER, VERSION);
            long id = decoder.number();
            String epoch = decoder.text();
            boolean synced = decoder.flag();
            State state =
                    new State(
                            decoder.number(),
                            decoder.number(),
                            decoder.number(),
                            decoder.number(),
                            decoder.fixed(),
                            decoder.fixed(),
                            false);
            Maker maker = Maker.UNKNOWN;
            if (version > WITHOUT_MAKER) {
                boolean known = decoder.flag();
                Maker written = new Maker(decoder.fixed(), decoder.fixed());
                maker = known ? written : null;
                state = decoder.flag() ? state.sharedByNow() : state;
            }
            decoder.end();
            if (id < 1
                    || state.cleared() < 1
                    || state.cleared() > state.oldest()
                    || state.oldest() > state.newest() + 1) {
                throw decoder.garbage("it contradicts itself");
            }
            return new Row(id, epoch, maker, synced, state);
        }
    }

    State state() {
        return state.get();
    }

    void update(UnaryOperator<State> change) {
        state.updateAndGet(change);
    }

    Row row(State next, boolean synced) {
        return new Row(id, epoch, maker, synced, next);
    }

    Span span() {
        State now = state.get();
        return new Span(epoch, now.oldest(), now.newest());
    }

    Kept kept() {
        State now = state.get();
        Span span = new Span(epoch, now.oldest(), now.newest());
        return new Kept(room, span, now.bytes(), now.writtenMillis(), maker, now.shared());
    }

    /** Whoever misses a message from here on waits for how this ends. */
    void beginRemoval() {
        removal = new CompletableFuture<>();
    }

    void endRemoval() {
        CompletableFuture<Boolean> ending = removal;
        removal = null;
        if (ending != null) {
            ending.complete(true);
        }
    }

    /** Returns at once where nobody removes it. */
    void awaitRemoval() {
        CompletableFuture<Boolean> ending = removal;
        if (ending != null) {
            ending.join();
        }
    }

    /**
     * What a log holds and where it ends.
     *
     * @param oldest the offset of the oldest message that may be read
     * @param cleared the offset of the oldest message that is still on the disk: trimmed ones are
     *     deleted many at a time
     * @param bytes about what the messages take: trimmed ones are taken for as long as the average
     * @param writtenMillis when it was last written to; never goes back
     * @param oldestMillis no message was kept before this
     * @param shared whether another user than its maker wrote to it
     */
    record State(
            long oldest,
            long newest,
            long cleared,
            long bytes,
            long writtenMillis,
            long oldestMillis,
            boolean shared) {

        /** What a message takes beside itself: its key twice, and its part of what finds it. */
        private static final int MESSAGE_BYTES = 48;

        static final State UNWRITTEN = new State(1, 0, 1, 0, 0, 0, false);

        long count() {
            return newest - oldest + 1;
        }

        /** How many messages are to be deleted. */
        long trimmed() {
            return oldest - cleared;
        }

        boolean isEmpty() {
            return oldest > newest;
        }

        State appended(long more, long nowMillis, Retention retention) {
            long millis = Math.max(writtenMillis, nowMillis);
            State longer =
                    new State(
                            oldest,
                            newest + 1,
                            cleared,
                            bytes + more + MESSAGE_BYTES,
                            millis,
                            isEmpty() ? millis : oldestMillis,
                            shared);
            State shorter =
                    retention.size() == 0
                            ? longer
                            : longer.from(
                                    longer.newest - retention.size() + 1, longer.oldestMillis);
            boolean over = retention.roomBytes() > 0 && shorter.bytes > retention.roomBytes();
            // A sixteenth more goes than has to: else each message would bring another cut.
            return over
                    ? shorter.within(retention.roomBytes() - retention.roomBytes() / 16)
                    : shorter;
        }

        /** Without the oldest, until it takes no more than this; the newest message stays. */
        State within(long most) {
            if (bytes <= most || isEmpty()) {
                return this;
            }
            long surplus = (long) Math.ceil((double) count() * (bytes - most) / bytes);
            return from(Math.min(oldest + surplus, newest), oldestMillis);
        }

        /**
         * Without what is before this offset.
         *
         * @param millis none of what remains was kept before it
         */
        State from(long offset, long millis) {
            long from = Math.min(offset, newest + 1);
            if (from <= oldest) {
                return this;
            }
            long left = newest - from + 1;
            long leftBytes = (long) ((double) bytes * left / count());
            return new State(
                    from,
                    newest,
                    cleared,
                    leftBytes,
                    writtenMillis,
                    Math.max(millis, oldestMillis),
                    shared);
        }

        /** As one that several write to. */
        State sharedByNow() {
            return new State(oldest, newest, cleared, bytes, writtenMillis, oldestMillis, true);
        }

        /** None of what begins with this offset was kept before this moment. */
        State notBefore(long millis, long offset) {
            return oldest < offset || millis <= oldestMillis
                    ? this
                    : new State(oldest, newest, cleared, bytes, writtenMillis, millis, shared);
        }

        /** What is before this offset is no longer on the disk. */
        State cleared(long offset) {
            return new State(oldest, newest, offset, bytes, writtenMillis, oldestMillis, shared);
        }

        boolean isForgettable(Retention retention, long nowMillis) {
            long age = retention.age().toMillis();
            return age > 0 && isEmpty() && nowMillis - writtenMillis > 2 * age;
        }
    }
}
