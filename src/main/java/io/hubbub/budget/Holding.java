package io.hubbub.budget;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is held, such as the part of a frame that has come. It is told how long the thing
 * is now, never by how much it grew. So nothing is given back twice, and 0 ends it. One thread owns
 * it, or the lock that guards the thing itself guards it.
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
     * @return why it may not be so much, and then nothing changes; null if it may. Less than before
     *     is always granted
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
