package io.hubbub.presence;

import io.hubbub.message.Envelope;
import io.hubbub.message.Message;
import io.hubbub.wire.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A script on its way out, shared by all who get the same: its messages in portions, each of which
 * one outbox takes at once. Immutable but for what is remembered of its encoding.
 */
final class Playing {

    /** More dialects than this are rare and not worth remembering. */
    private static final int REMEMBERED = 8;

    private final List<Envelope> envelopes;
    private final int bytes;
    private final @Nullable Playing next;

    /** Guarded by this: lanes share what is encoded. */
    private final Map<Dialect, List<byte[]>> frames = new HashMap<>(2);

    private Playing(List<Envelope> envelopes, int bytes, @Nullable Playing next) {
        this.envelopes = envelopes;
        this.bytes = bytes;
        this.next = next;
    }

    /**
     * The first portion; null where the script is empty.
     *
     * @param portionBytes the most of bodies in one, but where a single one is longer
     */
    static @Nullable Playing of(
            List<Line> script,
            int portionBytes,
            String destination,
            Function<Line, Message> message,
            Ids ids) {
        List<List<Envelope>> portions = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Line line : script) {
            int size = line.body().length;
            if (portions.isEmpty() || sizes.getLast() + size > portionBytes) {
                portions.add(new ArrayList<>());
                sizes.add(0);
            }
            portions.getLast().add(new Envelope(destination, ids.next(), message.apply(line)));
            sizes.set(sizes.size() - 1, sizes.getLast() + size);
        }
        Playing first = null;
        for (int i = portions.size() - 1; i >= 0; i--) {
            first = new Playing(List.copyOf(portions.get(i)), sizes.get(i), first);
        }
        return first;
    }

    /** Gives messages their ids, which no position is. */
    interface Ids {
        String next();
    }

    /** The portion after this one; null where this is the last. */
    @Nullable Playing next() {
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
