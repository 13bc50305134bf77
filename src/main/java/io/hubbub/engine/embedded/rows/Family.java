package io.hubbub.engine.embedded.rows;

import java.nio.charset.StandardCharsets;

/** The store's column families: RocksDB's word for tables. */
public enum Family {
    /** The few values about the store itself that {@link Meta} lists. RocksDB demands this name. */
    META("default"),
    /** From a room to its {@link HeadRow}. */
    HEADS("heads"),
    /** From time, room id and offset to an {@link IdRow}. */
    IDS("ids"),
    /** From room id and offset to a message, as {@link MessageCodec} writes it. */
    MESSAGES("messages");

    private final String text;

    Family(String text) {
        this.text = text;
    }

    /** The family's name on the disk. */
    public byte[] text() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
