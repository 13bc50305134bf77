package io.hubbub.engine.embedded.rows;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link Encoder} wrote, and calls garbage what it did not. */
final class Decoder {

    private final String what;
    private final byte[] bytes;
    private int at;

    /**
     * @param what names the value where it is garbage
     */
    Decoder(String what, byte[] bytes) {
        this.what = what;
        this.bytes = bytes;
    }

    int octet() {
        require(1);
        return bytes[at++] & 0xff;
    }

    long fixed() {
        require(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (bytes[at++] & 0xff);
        }
        return value;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw garbage("a number has no end");
    }

    /** How many entries follow, each at least one byte long. */
    int count() {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw garbage("a length of " + count + " where " + (bytes.length - at) + " are left");
        }
        return (int) count;
    }

    byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text() {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    @Nullable String textOrNull() {
        return flag() ? text() : null;
    }

    boolean flag() {
        int value = octet();
        if (value > 1) {
            throw garbage("a flag of " + value);
        }
        return value == 1;
    }

    void version(int known) {
        int version = octet();
        if (version != known) {
            throw garbage("version " + version + ", of which this Hubbub knows " + known);
        }
    }

    /** The same where an older one can be read as well; returns which it is. */
    int version(int oldest, int newest) {
        int version = octet();
        if (version < oldest || version > newest) {
            throw garbage(
                    "version "
                            + version
                            + ", of which this Hubbub knows "
                            + oldest
                            + " to "
                            + newest);
        }
        return version;
    }

    void end() {
        if (at != bytes.length) {
            throw garbage((bytes.length - at) + " bytes too many");
        }
    }

    private void require(int more) {
        if (bytes.length - at < more) {
            throw garbage("it ends too early");
        }
    }

    UncheckedIOException garbage(String why) {
        return new UncheckedIOException(
                new IOException("The store holds " + what + " that cannot be read: " + why));
    }
}
