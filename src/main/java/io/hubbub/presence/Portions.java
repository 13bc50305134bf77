package io.hubbub.presence;

import io.hubbub.client.ClientLimits;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns notices into messages, in portions that fit into an outbox. Only the presence thread
 * touches it.
 */
final class Portions {

    /**
     * The most bytes of the bodies of one portion. A small outbox allows fewer; see {@link
     * #portionBytes}.
     */
    private static final int MAX_PORTION_BYTES = 64 * 1024;

    /** The most bytes of the bodies of one portion, unless one body alone is longer. */
    private final int portionBytes;

    private final LongSupplier epochMillis;

    /** The number of the last message. */
    private long messages;

    Portions(ClientLimits limits, LongSupplier epochMillis) {
        portionBytes = (int) Math.min(limits.outboxSize().toBytes() / 4, MAX_PORTION_BYTES);
        this.epochMillis = epochMillis;
    }

    /** The first portion; null if there is no notice. */
    @Nullable Portion of(List<Notice> notices, Channel channel) {
        long now = epochMillis.getAsLong();
        List<List<Envelope>> portions = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Notice notice : notices) {
            int size = notice.body().length;
            if (portions.isEmpty() || sizes.getLast() + size > portionBytes) {
                portions.add(new ArrayList<>());
                sizes.add(0);
            }
            portions.getLast().add(envelope(notice, channel, now));
            sizes.set(sizes.size() - 1, sizes.getLast() + size);
        }
        Portion first = null;
        for (int i = portions.size() - 1; i >= 0; i--) {
            first = new Portion(portions.get(i), sizes.get(i), first);
        }
        return first;
    }

    /** The message's id is a number, because a position would promise that it can be replayed. */
    private Envelope envelope(Notice notice, Channel channel, long now) {
        return new Envelope(
                channel,
                "n:" + ++messages,
                Message.jsonOfServer(notice.event(), notice.body(), now));
    }
}
