package io.hubbub.transport;

import java.nio.ByteBuffer;

/** Checks that bytes are UTF-8 (RFC 3629), however they are cut. */
public final class Utf8 {

    /** Continuation bytes still to come. */
    private byte missing;

    /** The bounds of the next continuation byte; only the first after a lead byte is narrower. */
    private int low = 0x80;

    private int high = 0xBF;

    /** Checks whole bytes. */
    public static boolean isValid(byte[] bytes) {
        Utf8 utf8 = new Utf8();
        return utf8.accept(ByteBuffer.wrap(bytes)) && utf8.isComplete();
    }

    /** Takes the next bytes without moving the buffer; false once they cannot be UTF-8 any more. */
    boolean accept(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if ((b >= 0 && missing == 0) || accept(b & 0xFF)) {
                continue;
            }
            return false;
        }
        return true;
    }

    /** Whether no character is cut off here. */
    boolean isComplete() {
        return missing == 0;
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
