package io.hubbub.engine.embedded.rows;

import io.hubbub.engine.Maker;
import io.hubbub.message.RoomName;
import org.jspecify.annotations.Nullable;

/**
 * A log's head, as the disk holds it. The row's key holds the room.
 *
 * @param maker who made the room; null where the server did
 * @param synced whether each message had to survive a power cut before anybody saw it
 */
public record HeadRow(
        long id, String epoch, @Nullable Maker maker, boolean synced, LogState state) {

    private static final int VERSION = 2;

    /** The version that does not say who made the room. */
    private static final int WITHOUT_MAKER = 1;

    private static final int EXPECTED = 112;

    public byte[] encode() {
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

    public static HeadRow decode(RoomName room, byte[] value) {
        Decoder decoder = new Decoder("a head of " + room, value);
        int version = decoder.version(WITHOUT_MAKER, VERSION);
        long id = decoder.number();
        String epoch = decoder.text();
        boolean synced = decoder.flag();
        LogState state =
                new LogState(
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
        return new HeadRow(id, epoch, maker, synced, state);
    }
}
