package io.hubbub.bench;

/**
 * A message's 128 bytes: publisher, sequence, time of sending, each as eight printable characters
 * of six bits, then filler. Printable, because bodies travel as text; characters of six bits in a
 * row, because one instruction reads eight of them.
 */
final class Body {

    static final int SIZE = 128;
    static final int SEQUENCE_AT = 8;
    static final int SENT_AT = 16;
    static final int FILLER_AT = 24;

    /**
     * The filler's eight bytes, over and over. A body that does not begin and end it was cut or
     * shifted.
     */
    static final long FILLER = 0x6875_6262_7562_2d2dL; // "hubbub--"

    /** The publisher of messages that only find out whether a subscription has taken effect. */
    static final long PROBE = 0xffff;

    private static final long SIX_BITS = 0x3f3f_3f3f_3f3f_3f3fL;
    private static final long FIRST_CHARACTER = 0x3030_3030_3030_3030L;
    private static final long ORIGIN_NANOS = System.nanoTime();

    private Body() {}

    /** The time since the bench began, which fits into 48 bits for three days. */
    static long clockNanos() {
        return System.nanoTime() - ORIGIN_NANOS;
    }

    static long encode(long value) {
        return Long.expand(value, SIX_BITS) + FIRST_CHARACTER;
    }

    static long decode(long characters) {
        return Long.compress(characters - FIRST_CHARACTER, SIX_BITS);
    }
}
