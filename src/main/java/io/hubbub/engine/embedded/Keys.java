package io.hubbub.engine.embedded;

import io.hubbub.message.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The keys of the column families. */
final class Keys {

    /** One byte: what {@link Meta} knows how to read. */
    static final byte[] FORMAT = ascii("format");

    static final byte[] UNWRITTEN_EPOCH = ascii("unwritten-epoch");
    static final byte[] BOOT_ID = ascii("boot-id");

    /** There only while no process has the store open, and none ended without closing it. */
    static final byte[] CLEAN = ascii("clean");

    /** There once a mark of what was told is kept beside the store, which older ones lack. */
    static final byte[] MARKED = ascii("marked");

    /** The least id that no room ever had. */
    static final byte[] NEXT_ROOM = ascii("next-room");

    private Keys() {}

    static byte[] message(long roomId, long offset) {
        return new Encoder(2 * Long.BYTES).fixed(roomId).fixed(offset).done();
    }

    static long roomId(byte[] message) {
        return ByteBuffer.wrap(message).getLong();
    }

    static long offset(byte[] message) {
        return ByteBuffer.wrap(message).getLong(Long.BYTES);
    }

    /** In the order of time, so that what is over goes in one range. */
    static byte[] id(long millis, long roomId, long offset) {
        return new Encoder(3 * Long.BYTES).fixed(millis).fixed(roomId).fixed(offset).done();
    }

    /** The key of the message that was sent under the id. */
    static byte[] messageOf(byte[] id) {
        return Arrays.copyOfRange(id, Long.BYTES, id.length);
    }

    static byte[] idsFrom(long millis) {
        return new Encoder(Long.BYTES).fixed(Math.max(0, millis)).done();
    }

    static long idMillis(byte[] id) {
        return ByteBuffer.wrap(id).getLong();
    }

    /** No name holds the control character between them. */
    static byte[] head(RoomName room) {
        return (room.namespace() + '\0' + room.room()).getBytes(StandardCharsets.UTF_8);
    }

    static RoomName room(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        if (end < 1) {
            throw new UncheckedIOException(
                    new IOException("The store holds a room's name that cannot be read"));
        }
        return new RoomName(text.substring(0, end), text.substring(end + 1));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
