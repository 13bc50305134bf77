package io.hubbub.transport.sockjs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.transport.Framing;
import java.io.ByteArrayOutputStream;
import java.util.Queue;

/** The frames of SockJS: open, heart-beat, messages and close. */
final class Frames {

    static final byte[] OPEN = {'o'};
    static final byte[] BEAT = {'h'};
    static final byte[] GO_AWAY = close(3000, "Go away!");
    static final byte[] INTERRUPTED = close(1002, "Connection interrupted");
    static final byte[] ANOTHER = close(2010, "Another connection still open");

    private Frames() {}

    static byte[] close(int code, String reason) {
        String quoted = new String(Framing.SOCKJS_HTTP.frame(reason.getBytes(UTF_8), false), UTF_8);
        return ("c[" + code + "," + quoted + "]").getBytes(UTF_8);
    }

    /** Gathers messages into one frame, up to so many bytes. */
    static byte[] gather(Queue<byte[]> messages, int bytes) {
        int size = 0;
        ByteArrayOutputStream array = new ByteArrayOutputStream(512);
        array.write('a');
        array.write('[');
        byte[] next = messages.peek();
        while (next != null && (size == 0 || size + next.length <= bytes)) {
            if (size > 0) {
                array.write(',');
            }
            array.writeBytes(next);
            size += next.length;
            messages.remove();
            next = messages.peek();
        }
        array.write(']');
        return array.toByteArray();
    }
}
