package io.hubbub.engine.embedded;

import java.nio.charset.StandardCharsets;
import org.rocksdb.RocksDB;

/** The store's column families. */
enum Family {
    /** One value per {@link Keys} constant. RocksDB wants this family to be there. */
    META(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.US_ASCII)),
    /** Room to {@link Head.Row}. */
    HEADS("heads"),
    /** Moment, room id and offset to {@link Ids.Row}. */
    IDS("ids"),
    /** Room id and offset to message. */
    MESSAGES("messages");

    final String text;

    Family(String text) {
        this.text = text;
    }
}
