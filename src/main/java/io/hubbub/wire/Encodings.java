package io.hubbub.wire;

import io.hubbub.message.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * One message, encoded at most once for each dialect that its receivers use. Most receivers of a
 * message use the same few dialects. Safe for every thread, because the lanes share it.
 */
public final class Encodings {

    /** How many dialects are remembered. The members of a room seldom use more. */
    private static final int REMEMBERED = 8;

    /** What was encoded, newest first. Never changed, so that readers need no lock. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared: receivers share the bytes.
    private record Encoding(Dialect dialect, byte[] frame, @Nullable Encoding next, int number) {}

    private final Envelope envelope;

    /**
     * What was encoded; null until something was. Any thread reads it. It is written under this
     * monitor, so that no two lanes encode the same.
     */
    private volatile @Nullable Encoding newest;

    public Encodings(Envelope envelope) {
        this.envelope = envelope;
    }

    /** The message, as the socket of a receiver carries it. */
    public byte[] of(Dialect dialect) {
        byte[] frame = find(dialect, newest);
        return frame != null ? frame : encode(dialect);
    }

    private synchronized byte[] encode(Dialect dialect) {
        Encoding before = newest;
        byte[] found = find(dialect, before);
        if (found != null) {
            return found;
        }
        byte[] frame = dialect.encode(envelope);
        int number = before == null ? 1 : before.number + 1;
        if (number <= REMEMBERED) {
            newest = new Encoding(dialect, frame, before, number);
        }
        return frame;
    }

    private static byte @Nullable [] find(Dialect dialect, @Nullable Encoding from) {
        for (Encoding encoding = from; encoding != null; encoding = encoding.next) {
            if (encoding.dialect.equals(dialect)) {
                return encoding.frame;
            }
        }
        return null;
    }
}
