package io.hubbub.budget;

import io.hubbub.property.PropertyRules;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How many bytes may be held for clients: in unfinished frames, in collected answers, and in
 * outboxes. 0 means unlimited.
 *
 * @param heldSize for all clients together; null for two fifths of the largest heap. The rest is
 *     for stored messages and for what every client costs
 * @param heldSizePerAddress for all clients of one network together; null for half of {@code
 *     heldSize}, because many people may share a network behind a proxy
 */
@ConfigurationProperties("hubbub.limits")
public record HeldLimits(@Nullable DataSize heldSize, @Nullable DataSize heldSizePerAddress) {

    public HeldLimits {
        notNegative("held-size", heldSize);
        notNegative("held-size-per-address", heldSizePerAddress);
    }

    /**
     * How many bytes may be held for all clients together; {@link Long#MAX_VALUE} for unlimited.
     */
    public long heldBytes(long largestHeap) {
        return heldSize == null ? largestHeap / 5 * 2 : bytesOf(heldSize);
    }

    /** How many bytes may be held for one network; {@link Long#MAX_VALUE} for unlimited. */
    public long heldBytesPerAddress(long largestHeap) {
        return heldSizePerAddress == null
                ? heldBytes(largestHeap) / 2
                : bytesOf(heldSizePerAddress);
    }

    private static long bytesOf(DataSize size) {
        return size.toBytes() == 0 ? Long.MAX_VALUE : size.toBytes();
    }

    private static void notNegative(String name, @Nullable DataSize size) {
        new PropertyRules("hubbub.limits")
                .require(size == null || !size.isNegative(), name, "must be 0 or more");
    }
}
