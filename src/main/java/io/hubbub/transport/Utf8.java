package io.hubbub.transport;

import java.nio.ByteBuffer;

/**
 * Checks that a text is UTF-8 (RFC 3629), however its bytes are split. Owned by one thread at a
 * time.
 */
public final class Utf8 {

    /** The highest bit of each of eight bytes. None is set if all bytes are ASCII. */
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** Continuation bytes still to come. */
    private byte missing;

    // The bounds of the next continuation byte. They are narrower only right after a lead byte.
    private int low = 0x80;
    private int high = 0xBF;

    /** Checks a whole text. */
    public static boolean isValid(byte[] bytes) {
        return isValid(ByteBuffer.wrap(bytes));
    }

    /** Checks a whole text without moving the buffer. */
    static boolean isValid(ByteBuffer bytes) {
        if (afterAscii(bytes, bytes.position()) == bytes.limit()) {
            return true;
        }
        Utf8 utf8 = new Utf8();
        return utf8.accept(bytes) && utf8.isComplete();
    }

    /** Takes the next bytes without moving the buffer; returns whether they can be UTF-8. */
    boolean accept(ByteBuffer bytes) {
        int i = bytes.position();
        while (i < bytes.limit()) {
            if (missing == 0) {
                i = afterAscii(bytes, i);
                if (i == bytes.limit()) {
                    break;
                }
            }
            if (!accept(bytes.get(i) & 0xFF)) {
                return false;
            }
            i++;
        }
        return true;
    }

    /** Whether the bytes so far end with a whole character. */
    boolean isComplete() {
        return missing == 0;
    }

    /** Finds the end of the ASCII that begins here. Most texts are nothing but ASCII. */
    private static int afterAscii(ByteBuffer bytes, int from) {
        int i = from;
        while (i <= bytes.limit() - Long.BYTES && (bytes.getLong(i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < bytes.limit() && bytes.get(i) >= 0) {
            i++;
        }
        return i;
    }

    private boolean accept(int b) {
        if (missing > 0) {
            if (b < low || b > high) {
                return false;
            }
            missing--;
            low = 0x80;
            high = 0xBF;
            return true;
        }
        if (b >= 0xC2 && b <= 0xDF) {
            missing = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            missing = 2;
            low = b == 0xE0 ? 0xA0 : 0x80; // no overlong forms
            high = b == 0xED ? 0x9F : 0xBF; // no surrogates
        } else if (b >= 0xF0 && b <= 0xF4) {
            missing = 3;
            low = b == 0xF0 ? 0x90 : 0x80;
            high = b == 0xF4 ? 0x8F : 0xBF; // nothing past U+10FFFF
        } else {
            return false;
        }
        return true;
    }
}
