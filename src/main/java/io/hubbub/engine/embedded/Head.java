package io.hubbub.engine.embedded;

import io.hubbub.engine.Kept;
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
}
