package io.hubbub.engine.embedded.rows;

import io.hubbub.engine.Append;
import io.hubbub.engine.RecentIds;
import io.hubbub.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * A sender's own id of a message, as the disk holds it, so that the id is known again after a
 * restart. The row's key holds the time.
 *
 * @param user null where the server sent the message
 * @param position where the message is kept, in the first of its rooms
 */
public record IdRow(String namespace, @Nullable String user, String id, Position position) {

    private static final int VERSION = 1;
    private static final int EXPECTED = 96;

    public static IdRow of(Append append, String id, Position position) {
        return new IdRow(append.namespace(), append.message().from(), id, position);
    }

    public byte[] encode() {
        return new Encoder(EXPECTED)
                .octet(VERSION)
                .text(namespace)
                .textOrNull(user)
                .text(id)
                .text(position.epoch())
                .number(position.offset())
                .done();
    }

    public static IdRow decode(byte[] value) {
        Decoder decoder = new Decoder("an id", value);
        decoder.version(VERSION);
        IdRow row =
                new IdRow(
                        decoder.text(),
                        decoder.textOrNull(),
                        decoder.text(),
                        new Position(decoder.text(), decoder.number()));
        decoder.end();
        return row;
    }

    public void rememberIn(RecentIds ids, long millis) {
        ids.remember(namespace, user, id, position, millis);
    }

    public void forgetIn(RecentIds ids) {
        ids.forget(namespace, user, id);
    }
}
