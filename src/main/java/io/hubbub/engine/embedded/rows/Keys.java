package io.hubbub.engine.embedded.rows;

import io.hubbub.message.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The keys of all {@link Family families} except META, whose keys are in {@link Meta}. */
public final class Keys {

    private Keys() {}

    public static byte[] message(long roomId, long offset) {
        return new Encoder(2 * Long.BYTES).fixed(roomId).fixed(offset).done();
    }

    public static long roomId(byte[] message) {
        return ByteBuffer.wrap(message).getLong();
    }

    public static long offset(byte[] message) {
        return ByteBuffer.wrap(message).getLong(Long.BYTES);
    }

    /** In the order of time, so that old ids can be deleted as one range. */
    public static byte[] id(long millis, long roomId, long offset) {
        return new Encoder(3 * Long.BYTES).fixed(millis).fixed(roomId).fixed(offset).done();
    }

    /** The key of the message that was sent under the id. */
    public static byte[] messageOf(byte[] id) {
        return Arrays.copyOfRange(id, Long.BYTES, id.length);
    }

    public static byte[] idsFrom(long millis) {
        return new Encoder(Long.BYTES).fixed(Math.max(0, millis)).done();
    }

    public static long idMillis(byte[] id) {
        return ByteBuffer.wrap(id).getLong();
    }

    /** No name holds the control character that stands between the two. */
    public static byte[] head(RoomName room) {
        return (room.namespace() + '\0' + room.room()).getBytes(StandardCharsets.UTF_8);
    }

    public static RoomName room(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        if (end < 1) {
            throw new UncheckedIOException(
                    new IOException("The store holds a room's name that cannot be read"));
        }
        return new RoomName(text.substring(0, end), text.substring(end + 1));
    }
}
