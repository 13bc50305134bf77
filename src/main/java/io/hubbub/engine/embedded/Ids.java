package io.hubbub.engine.embedded;

import io.hubbub.engine.Append;
import io.hubbub.engine.RecentIds;
import io.hubbub.message.Position;
import org.jspecify.annotations.Nullable;

/** How ids of senders are found again after a restart. */
final class Ids {

    private static final int VERSION = 1;
    private static final int EXPECTED = 96;

    private Ids() {}

    /** An id as the disk holds it; its key has the moment. */
    record Row(String namespace, @Nullable String user, String id, Position position) {

        static Row of(Append append, String id, Position position) {
            return new Row(append.namespace(), append.message().from(), id, position);
        }

        byte[] encode() {
            return new Encoder(EXPECTED)
                    .octet(VERSION)
                    .text(namespace)
                    .textOrNull(user)
                    .text(id)
                    .text(position.epoch())
                    .number(position.offset())
                    .done();
        }

        static Row decode(byte[] value) {
            Decoder decoder = new Decoder("an id", value);
            decoder.version(VERSION);
            Row row =
                    new Row(
                            decoder.text(),
                            decoder.textOrNull(),
                            decoder.text(),
                            new Position(decoder.text(), decoder.number()));
            decoder.end();
            return row;
        }

        void rememberIn(RecentIds ids, long millis) {
            ids.remember(namespace, user, id, position, millis);
        }

        void forgetIn(RecentIds ids) {
            ids.forget(namespace, user, id);
        }
    }

    static void load(Store store, RecentIds ids, long fromMillis) {
        store.scan(
                Family.IDS,
                Keys.idsFrom(fromMillis),
                (key, value) -> Row.decode(value).rememberIn(ids, Keys.idMillis(key)));
    }
}
