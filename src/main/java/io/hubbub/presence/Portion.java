package io.hubbub.presence;

import io.hubbub.message.Envelope;
import io.hubbub.wire.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that go into a subscriber's outbox at once, and what comes after them. All subscribers
 * that are told the same share it. Immutable, except that it remembers its encodings.
 */
final class Portion {

    /** More dialects than this are rare, and not worth remembering. */
    private static final int REMEMBERED = 8;

    private final List<Envelope> envelopes;
    private final int bytes;
    private final @Nullable Portion next;

    /** Encoded messages by dialect. Guarded by this, because lanes share them. */
    private final Map<Dialect, List<byte[]>> frames = new HashMap<>(2);

    /**
     * @param bytes how long the bodies are
     * @param next the portion after this one; null if this is the last
     */
    Portion(List<Envelope> envelopes, int bytes, @Nullable Portion next) {
        this.envelopes = List.copyOf(envelopes);
        this.bytes = bytes;
        this.next = next;
    }

    /** The portion after this one; null if this is the last. */
    @Nullable Portion next() {
        return next;
    }

    int bytes() {
        return bytes;
    }

    synchronized List<byte[]> frames(Dialect dialect) {
        List<byte[]> known = frames.get(dialect);
        if (known != null) {
            return known;
        }
        List<byte[]> encoded =
                envelopes.stream()
                        .map(e -> dialect.format().message(e, dialect.subscription()))
                        .toList();
        if (frames.size() < REMEMBERED) {
            frames.put(dialect, encoded);
        }
        return encoded;
    }
}
