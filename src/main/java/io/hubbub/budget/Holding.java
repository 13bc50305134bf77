package io.hubbub.budget;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The charge for one thing that is held, such as the part of a frame that has come. The owner says
 * how long the thing is now, never by how much it grew. So nothing can be given back twice, and 0
 * ends the charge. One thread owns this object, or the lock that guards the thing guards it too.
 */
public final class Holding {

    private final Account account;
    private final boolean lasts;
    private long bytes;

    Holding(Account account, boolean lasts) {
        this.account = account;
        this.lasts = lasts;
    }

    /**
     * Sets how many bytes are held. Call it before the thing grows and after it shrinks.
     *
     * @return why so much may not be held; null if it may. After a refusal nothing has changed.
     *     Less than before is always granted
     */
    public @Nullable Refusal hold(long newBytes) {
        if (newBytes == bytes) {
            return null;
        }
        Refusal refusal = account.change(newBytes - bytes, lasts);
        if (refusal == null) {
            bytes = newBytes;
        }
        return refusal;
    }

    public long bytes() {
        return bytes;
    }
}
