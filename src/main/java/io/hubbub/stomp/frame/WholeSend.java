package io.hubbub.stomp.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a SEND that one read brought whole, straight from the bytes of that read. Most frames of
 * clients are SENDs, and most SENDs come whole. A frame with anything unusual in it is left to
 * {@link StompDecoder}, which reads it byte by byte and reports what is wrong.
 */
final class WholeSend {

    private static final byte[] SEND = {'S', 'E', 'N', 'D', '\n'};

    private static final int NOT_HERE = -1;

    /** Names of headers that need no new string for each frame. */
    private static final String[] KNOWN = {
        "destination", "receipt", "content-length", "content-type", "event", "id", "echo", "run"
    };

    private final int maxFrame;
    private final int maxHeaders;
    private final int maxHeader;

    WholeSend(int maxFrame, int maxHeaders, int maxHeader) {
        this.maxFrame = maxFrame;
        this.maxHeaders = maxHeaders;
        this.maxHeader = maxHeader;
    }

    /**
     * Takes a frame from the bytes.
     *
     * @return null if this class does not read such a frame; then no byte was taken
     */
    @Nullable StompFrame read(ByteBuffer bytes) {
        if (!bytes.hasArray()) {
            return null;
        }
        byte[] array = bytes.array();
        int start = bytes.arrayOffset() + bytes.position();
        int limit = bytes.arrayOffset() + bytes.limit();
        if (limit - start < SEND.length
                || !Arrays.equals(array, start, start + SEND.length, SEND, 0, SEND.length)) {
            return null;
        }
        StompHeaders headers = new StompHeaders();
        int body = head(array, start + SEND.length, limit, headers);
        int most = maxFrame - (body - start);
        if (body == NOT_HERE || most < 0) {
            return null;
        }
        int end = bodyEnd(array, body, limit, headers.get("content-length"));
        if (end == NOT_HERE || end - body > most) {
            return null;
        }
        bytes.position(end + 1 - bytes.arrayOffset());
        return new StompFrame(
                StompFrame.Command.SEND, headers, Arrays.copyOfRange(array, body, end));
    }

    /** Reads the headers; returns where the body begins. */
    private int head(byte[] array, int start, int limit, StompHeaders headers) {
        int line = start;
        for (int count = 0; count <= maxHeaders; count++) {
            if (line < limit && array[line] == '\n') {
                return line + 1;
            }
            int end = header(array, line, limit, headers);
            if (end == NOT_HERE) {
                return NOT_HERE;
            }
            line = end + 1;
        }
        return NOT_HERE;
    }

    /** Reads one header; returns where its line ends. */
    private int header(byte[] array, int line, int limit, StompHeaders headers) {
        int colon = NOT_HERE;
        int most = Math.min(limit, line + maxHeader + 1);
        for (int i = line; i < most; i++) {
            byte b = array[i];
            if (b == '\n') {
                if (colon <= line) {
                    return NOT_HERE;
                }
                headers.add(name(array, line, colon), text(array, colon + 1, i));
                return i;
            }
            if (b == ':' && colon == NOT_HERE) {
                colon = i;
            }
            // An escape, a carriage return, a NUL, or a byte that is not ASCII.
            if (b == '\\' || b == '\r' || b <= 0) {
                return NOT_HERE;
            }
        }
        return NOT_HERE;
    }

    /** Where the NUL behind the body is. */
    private static int bodyEnd(byte[] array, int body, int limit, @Nullable String written) {
        if (written == null) {
            int end = body;
            while (end < limit && array[end] != 0) {
                end++;
            }
            return end < limit ? end : NOT_HERE;
        }
        long length = length(written);
        return length >= 0 && length < limit - body && array[body + (int) length] == 0
                ? body + (int) length
                : NOT_HERE;
    }

    /** A length of at most nine digits; -1 for anything else. */
    private static long length(String written) {
        long length = written.isEmpty() || written.length() > 9 ? NOT_HERE : 0;
        for (int i = 0; i < written.length() && length >= 0; i++) {
            char c = written.charAt(i);
            length = c >= '0' && c <= '9' ? 10 * length + c - '0' : NOT_HERE;
        }
        return length;
    }

    private static String name(byte[] array, int start, int end) {
        for (String known : KNOWN) {
            if (known.length() == end - start && matches(known, array, start)) {
                return known;
            }
        }
        return text(array, start, end);
    }

    private static boolean matches(String known, byte[] array, int start) {
        for (int i = 0; i < known.length(); i++) {
            if (array[start + i] != known.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Reads ASCII. This charset is the fastest that can. */
    private static String text(byte[] array, int start, int end) {
        return new String(array, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
