package io.hubbub.presence;

import io.hubbub.message.Envelope;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Encodings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that go into a subscriber's outbox at once, and the portion after them. All subscribers
 * that are told the same share a portion. Safe for every thread.
 */
final class Portion {

    private final List<Encodings> messages;
    private final int bytes;
    private final @Nullable Portion next;

    /**
     * @param bytes how long the bodies are
     * @param next the portion after this one; null if this is the last
     */
    Portion(List<Envelope> envelopes, int bytes, @Nullable Portion next) {
        this.messages = envelopes.stream().map(Encodings::new).toList();
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

    List<byte[]> frames(Dialect dialect) {
        return messages.stream().map(message -> message.of(dialect)).toList();
    }
}
