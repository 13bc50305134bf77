package io.hubbub.budget;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is held, such as the begun part of a frame. It is told how long that is, never by
 * how much it grew: so nothing is given back twice, and telling it 0 is the end of it. Owned by one
 * thread, or guarded by what guards the thing itself.
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
     * Sets what is held from here on. To be called before it grows, and after it shrank.
     *
     * @return why it may not be so much, and then nothing is changed; null where it may. Less than
     *     before it always may
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
