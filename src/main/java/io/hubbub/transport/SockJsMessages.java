package io.hubbub.transport;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a SockJS client writes over WebSocket: JSON, which is one string or an array of
 * strings. Each string is a message of the protocol. It is read as a stream: each piece is decoded
 * and handed on at once. So nothing of an array is held, however long it is; only the place in it
 * is remembered. Owned by one thread at a time.
 */
final class SockJsMessages {

    /** Takes the contents of the strings. */
    @FunctionalInterface
    interface Strings {
        /**
         * Takes a piece of a string.
         *
         * @param bytes UTF-8 that may be cut anywhere; not to be kept
         * @param last whether the string ends with it
         */
        void piece(ByteBuffer bytes, boolean last);
    }

    /** The place of the next byte in a message. */
    private enum At {
        START,
        /** After the bracket: a string follows, or the end of an empty array. */
        FIRST,
        /** After a comma: a string follows. */
        NEXT,
        STRING,
        ESCAPE,
        /** Within the four digits of an escape. */
        DIGITS,
        AFTER_STRING,
        END
    }

    /**
     * How much earlier bytes may add to the output of a piece: the first half of a surrogate pair.
     */
    private static final int CARRIED_BYTES = 4;

    private static final int UTF8_REPLACEMENT = '?';

    private At at = At.START;
    private boolean array;
    private int digits;
    private int digitsLeft;

    /** The first half of a surrogate pair, while the second may follow; else 0. */
    private char high;

    /**
     * Takes a piece of a message.
     *
     * @param last whether the message ends with it; the next piece then begins another message
     * @return what is wrong with the message; null if nothing is
     */
    @Nullable Refusal read(ByteBuffer piece, boolean last, Strings strings) {
        boolean empty = at == At.START && !piece.hasRemaining();
        ByteBuffer bytes = ByteBuffer.allocate(piece.remaining() + CARRIED_BYTES);
        while (piece.hasRemaining()) {
            boolean within = isWithinString();
            if (!next(piece.get(), bytes)) {
                return bad();
            }
            if (within && !isWithinString()) {
                strings.piece(bytes.flip(), true);
                bytes.clear();
            }
        }
        if (bytes.position() > 0) {
            strings.piece(bytes.flip(), false);
        }
        if (last && at != At.END && !empty) {
            return bad();
        }
        if (last) {
            at = At.START;
        }
        return null;
    }

    private static Refusal bad() {
        return new Refusal(ErrorCode.BAD_FRAME, "A SockJS message is an array of strings");
    }

    private boolean isWithinString() {
        return at == At.STRING || at == At.ESCAPE || at == At.DIGITS;
    }

    /** Takes one byte; returns whether it can stand there. */
    private boolean next(byte b, ByteBuffer bytes) {
        return switch (at) {
            case STRING -> character(b, bytes);
            case ESCAPE -> escape(b, bytes);
            case DIGITS -> digit(b, bytes);
            case START, FIRST, NEXT, AFTER_STRING, END -> isBlank(b) || between(b);
        };
    }

    /** Takes a byte between strings; returns whether it can stand there. */
    private boolean between(byte b) {
        switch (at) {
            case START -> {
                array = b == '[';
                at = array ? At.FIRST : At.STRING;
                return array || b == '"';
            }
            case FIRST, NEXT -> {
                boolean ends = at == At.FIRST && b == ']';
                at = ends ? At.END : At.STRING;
                return ends || b == '"';
            }
            case AFTER_STRING -> {
                at = b == ']' ? At.END : At.NEXT;
                return b == ']' || b == ',';
            }
            default -> {
                return false;
            }
        }
    }

    private boolean character(byte b, ByteBuffer bytes) {
        if (b == '\\') {
            at = At.ESCAPE;
            return true;
        }
        endPair(bytes);
        if (b == '"') {
            at = array ? At.AFTER_STRING : At.END;
            return true;
        }
        bytes.put(b);
        // Control characters have to be escaped. A negative byte is part of a longer character.
        return b < 0 || b >= ' ';
    }

    private boolean escape(byte b, ByteBuffer bytes) {
        if (b == 'u') {
            at = At.DIGITS;
            digits = 0;
            digitsLeft = 4;
            return true;
        }
        int meant =
                switch (b) {
                    case '"', '\\', '/' -> b;
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> -1;
                };
        endPair(bytes);
        bytes.put((byte) meant);
        at = At.STRING;
        return meant >= 0;
    }

    private boolean digit(byte b, ByteBuffer bytes) {
        int value = Character.digit(b, 16);
        digits = (digits << 4) | value;
        if (value >= 0 && --digitsLeft == 0) {
            escaped((char) digits, bytes);
            at = At.STRING;
        }
        return value >= 0;
    }

    private void escaped(char c, ByteBuffer bytes) {
        if (high != 0 && Character.isLowSurrogate(c)) {
            put(Character.toCodePoint(high, c), bytes);
            high = 0;
            return;
        }
        endPair(bytes);
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else {
            put(Character.isLowSurrogate(c) ? UTF8_REPLACEMENT : c, bytes);
        }
    }

    /**
     * Replaces the first half of a pair if no second half follows, because alone it is no
     * character.
     */
    private void endPair(ByteBuffer bytes) {
        if (high != 0) {
            bytes.put((byte) UTF8_REPLACEMENT);
            high = 0;
        }
    }

    private static void put(int codePoint, ByteBuffer bytes) {
        if (codePoint < 0x80) {
            bytes.put((byte) codePoint);
            return;
        }
        int more = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
        int mark = -0x80 >> more;
        bytes.put((byte) (mark | (codePoint >> (6 * more))));
        for (int i = more - 1; i >= 0; i--) {
            bytes.put((byte) (0x80 | ((codePoint >> (6 * i)) & 0x3F)));
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
