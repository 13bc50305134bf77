package io.hubbub.engine.embedded.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads values that {@link Encoder} wrote. It reports bytes that are anything else. */
final class Decoder {

    private final String what;
    private final byte[] bytes;
    private int at;

    /**
     * @param what names the value in the report
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

    /** Reads how many entries follow. Each takes at least one byte. */
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
            throw garbage("version " + version + ", and this Hubbub knows " + known);
        }
    }

    /** Reads a version between these two, and returns it. */
    int version(int oldest, int newest) {
        int version = octet();
        if (version < oldest || version > newest) {
            throw garbage(
                    "version " + version + ", and this Hubbub knows " + oldest + " to " + newest);
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
