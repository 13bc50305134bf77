package io.hubbub.engine.embedded.rows;

/** Rows as older versions of Hubbub wrote them. */
public final class OldRows {

    private OldRows() {}

    /** A head of format 1, which does not say who made the room. */
    public static byte[] headOfFormat1(long id, String epoch, long count, long millis) {
        return new Encoder(96)
                .octet(1)
                .number(id)
                .text(epoch)
                .octet(1)
                .number(1)
                .number(count)
                .number(1)
                .number(200)
                .fixed(millis)
                .fixed(millis)
                .done();
    }
}
