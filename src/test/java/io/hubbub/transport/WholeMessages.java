package io.hubbub.transport;

import io.hubbub.budget.Account;
import io.hubbub.budget.Holding;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the parts of messages for a protocol that reads whole ones. A message that comes whole is
 * handed on without a copy of it being held. Owned by the connection's thread.
 */
final class WholeMessages {

    private static final byte[] NOTHING = {};

    /** Takes a whole message. */
    @FunctionalInterface
    interface Receiver {
        void receive(MessageType type, byte[] message);
    }

    private final int mostBytes;
    private final Receiver receiver;

    /** What came of the message that is not whole yet; empty between messages. */
    private byte[] begun = NOTHING;

    /** What is held of that on a client's account; null while there is no account. */
    private @Nullable Holding held;

    /**
     * @param mostBytes how long a message may be
     */
    WholeMessages(int mostBytes, Receiver receiver) {
        this.mostBytes = mostBytes;
        this.receiver = receiver;
    }

    /** From here on, what is held counts on this account. */
    void holdOn(Account account) {
        held = account.passing();
    }

    /**
     * Takes a part of a message.
     *
     * @return what is wrong with it; null if nothing is. After a refusal nothing of the message is
     *     held any more
     */
    @Nullable Refusal take(MessageType type, ByteBuffer part, boolean last) {
        int before = begun.length;
        // Not their sum, which could be more than an int holds.
        if (part.remaining() > mostBytes - before) {
            return drop(new Refusal(ErrorCode.FRAME_TOO_LARGE));
        }
        int length = before + part.remaining();
        Refusal refusal = last || held == null ? null : held.hold(length);
        if (refusal != null) {
            return drop(refusal);
        }
        byte[] gathered = Arrays.copyOf(begun, length);
        part.get(gathered, before, length - before);
        if (!last) {
            begun = gathered;
            return null;
        }
        drop(null);
        receiver.receive(type, gathered);
        return null;
    }

    private @Nullable Refusal drop(@Nullable Refusal why) {
        begun = NOTHING;
        if (held != null) {
            var unused = held.hold(0);
        }
        return why;
    }
}
