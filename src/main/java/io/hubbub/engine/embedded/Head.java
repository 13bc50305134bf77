package io.hubbub.engine.embedded;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Span;
import io.hubbub.message.RoomName;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** One room's log as memory knows it. Only the writer appends; any thread trims. */
final class Head {

    private static final int VERSION = 1;
    private static final int EXPECTED = 96;

    final RoomName room;

    /** Begins the keys of its messages. */
    final long id;

    final String epoch;

    private final AtomicReference<State> state;

    Head(RoomName room, long id, String epoch, State state) {
        this.room = room;
        this.id = id;
        this.epoch = epoch;
        this.state = new AtomicReference<>(state);
    }

    /**
     * What the disk holds of a log.
     *
     * @param synced whether each of its messages was on the disk before anybody saw it
     */
    record Row(long id, String epoch, boolean synced, State state) {

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
                    .done();
        }

        static Row decode(RoomName room, byte[] value) {
            Decoder decoder = new Decoder("a head of " + room, value);
            decoder.version(VERSION);
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
                            decoder.fixed());
            decoder.end();
            if (id < 1
                    || state.cleared() < 1
                    || state.cleared() > state.oldest()
                    || state.oldest() > state.newest() + 1) {
                throw decoder.garbage("it contradicts itself");
            }
            return new Row(id, epoch, synced, state);
        }
    }

    State state() {
        return state.get();
    }

    void update(UnaryOperator<State> change) {
        state.updateAndGet(change);
    }

    Row row(State next, boolean synced) {
        return new Row(id, epoch, synced, next);
    }

    Span span() {
        State now = state.get();
        return new Span(epoch, now.oldest(), now.newest());
    }

    Kept kept() {
        State now = state.get();
        return new Kept(room, new Span(epoch, now.oldest(), now.newest()), now.bytes());
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
     */
    record State(
            long oldest,
            long newest,
            long cleared,
            long bytes,
            long writtenMillis,
            long oldestMillis) {

        static final State UNWRITTEN = new State(1, 0, 1, 0, 0, 0);

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
                            bytes + more,
                            millis,
                            isEmpty() ? millis : oldestMillis);
            return retention.size() == 0
                    ? longer
                    : longer.from(longer.newest - retention.size() + 1, longer.oldestMillis);
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
                    Math.max(millis, oldestMillis));
        }

        /** None of what begins with this offset was kept before this moment. */
        State notBefore(long millis, long offset) {
            return oldest < offset || millis <= oldestMillis
                    ? this
                    : new State(oldest, newest, cleared, bytes, writtenMillis, millis);
        }

        /** What is before this offset is no longer on the disk. */
        State cleared(long offset) {
            return new State(oldest, newest, offset, bytes, writtenMillis, oldestMillis);
        }

        boolean isForgettable(Retention retention, long nowMillis) {
            long age = retention.age().toMillis();
            return age > 0 && isEmpty() && nowMillis - writtenMillis > 2 * age;
        }
    }
}
