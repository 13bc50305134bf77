package io.hubbub.engine.embedded.rows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes values the way {@link Decoder} reads them. */
final class Encoder {

    private byte[] bytes;
    private int length;

    Encoder(int expected) {
        bytes = new byte[expected];
    }

    Encoder octet(int value) {
        grow(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Eight bytes. The bytes of non-negative numbers sort like the numbers. */
    Encoder fixed(long value) {
        grow(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** A number in one to ten bytes: the smaller, the fewer. */
    Encoder number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            octet((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        return octet((int) rest);
    }

    Encoder bytes(byte[] value) {
        number(value.length);
        return raw(value);
    }

    Encoder text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Encoder textOrNull(@Nullable String value) {
        return value == null ? octet(0) : octet(1).text(value);
    }

    /** Bytes without their length, for a reader that knows where they end. */
    Encoder raw(byte[] value) {
        grow(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    byte[] done() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void grow(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
