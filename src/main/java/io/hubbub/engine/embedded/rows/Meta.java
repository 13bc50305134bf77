package io.hubbub.engine.embedded.rows;

import java.nio.charset.StandardCharsets;

/** The keys of {@link Family#META}, and their values. */
public final class Meta {

    /** One byte: which of the formats below the store has. */
    public static final byte[] FORMAT = ascii("format");

    /** The format that this Hubbub gives every store: a head says who made its room. */
    public static final int WITH_MAKERS = 2;

    /** The format of a store that holds a message which left clients out. */
    public static final int WITH_EXCEPTED_CLIENTS = 3;

    /** The newest format that this Hubbub knows. It refuses a store with a newer one. */
    public static final int NEWEST_FORMAT = WITH_EXCEPTED_CLIENTS;

    /** The epoch of every room that nothing was written to. */
    public static final byte[] UNWRITTEN_EPOCH = ascii("unwritten-epoch");

    /** The machine's start in which the store was last opened. */
    public static final byte[] BOOT_ID = ascii("boot-id");

    /** Present only after the store was closed properly, until it is opened again. */
    public static final byte[] CLEAN = ascii("clean");

    /** Present once the mark of what was promised is kept beside the store. Old stores lack it. */
    public static final byte[] MARKED = ascii("marked");

    /** The least room id that was never given to a room. */
    public static final byte[] NEXT_ROOM = ascii("next-room");

    private Meta() {}

    public static byte[] epoch(String epoch) {
        return new Encoder(epoch.length() + 1).text(epoch).done();
    }

    public static String epoch(byte[] value) {
        return new Decoder("an epoch", value).text();
    }

    public static byte[] roomId(long id) {
        return new Encoder(Long.BYTES).fixed(id).done();
    }

    public static long roomId(byte[] value) {
        return new Decoder("a room's number", value).fixed();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
