package io.hubbub.room;

import io.hubbub.message.Envelope;
import io.hubbub.wire.Dialect;
import java.util.Arrays;

/**
 * A message as bytes, written once for each dialect of its readers, who share the bytes. Lanes ask
 * at the same time. Most messages have readers of one dialect.
 */
final class Encodings {

    /** More dialects than this in one room are rare and not worth remembering. */
    private static final int REMEMBERED = 8;

    private static final Dialect[] NO_DIALECTS = {};
    private static final byte[][] NO_FRAMES = {};

    private final Envelope envelope;

    // Guarded by this. The frames are in the order of their dialects.
    private Dialect[] dialects = NO_DIALECTS;
    private byte[][] frames = NO_FRAMES;

    Encodings(Envelope envelope) {
        this.envelope = envelope;
    }

    synchronized byte[] of(Dialect dialect) {
        for (int i = 0; i < dialects.length; i++) {
            if (dialects[i].equals(dialect)) {
                return frames[i];
            }
        }
        byte[] frame = dialect.format().message(envelope, dialect.subscription());
        int known = dialects.length;
        if (known < REMEMBERED) {
            dialects = Arrays.copyOf(dialects, known + 1);
            frames = Arrays.copyOf(frames, known + 1);
            dialects[known] = dialect;
            frames[known] = frame;
        }
        return frame;
    }
}
