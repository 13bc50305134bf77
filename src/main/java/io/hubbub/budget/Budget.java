package io.hubbub.budget;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the process may hold for others, in all and for one network. Nobody ever holds
 * more than that: who would is refused. And before it comes to that somebody gives way: of the
 * network that holds the most, or holds more than its own part, whoever has held something for the
 * longest without ever being done with it. A frame that is merely long, or cut by the way it came,
 * is held for a moment; what is held for long is what is meant to be.
 *
 * <p>Safe for every thread. It is asked only when what somebody holds crosses a step of some KB, so
 * one lock for all is enough.
 */
public final class Budget {

    /**
     * From seven eighths on somebody is told to go, and the last eighth is for the time it takes.
     */
    private static final int RESERVE_PARTS = 8;

    private static final Answer GRANTED = new Answer(null, List.of());

    private static final Refusal FULL = new Refusal(ErrorCode.HELD_FULL);
    private static final Refusal ADDRESS_FULL = new Refusal(ErrorCode.ADDRESS_HELD_FULL);

    /** Somebody who is to be told to give way. */
    record Dismissal(Account account, Refusal why) {
        void tell() {
            account.holder().giveWay(why);
        }
    }

    /**
     * @param refusal null where it was granted
     * @param toGo who is to be told to give way, under no lock of the budget's
     */
    record Answer(@Nullable Refusal refusal, List<Dismissal> toGo) {}

    private final long boundBytes;
    private final long networkBoundBytes;

    // Guarded by this.
    private final Map<String, Share> shares = new HashMap<>();
    private long heldBytes;
    private long leavingBytes;
    private long gaveWay;

    /**
     * @param boundBytes for all together
     * @param networkBoundBytes for one network
     */
    public Budget(long boundBytes, long networkBoundBytes) {
        this.boundBytes = boundBytes;
        this.networkBoundBytes = networkBoundBytes;
    }

    /** A connection's account. It is to be closed when the connection is gone. */
    public Account open(Holder holder) {
        return new Account(this, holder);
    }

    /** What is held, in steps of some KB. */
    public synchronized long held() {
        return heldBytes;
    }

    /** What is held for the network that holds the most. */
    public synchronized long heldByGreatest() {
        return shares.values().stream().mapToLong(share -> share.heldBytes).max().orElse(0);
    }

    /** How many connections were told to give way. */
    public synchronized long gaveWay() {
        return gaveWay;
    }

    /** How many networks something is held for. */
    synchronized int networks() {
        return shares.size();
    }

    /** Sets what an account is charged, where it may be so much. */
    synchronized Answer charge(Account account, String network, long bytes, boolean passing) {
        long more = bytes - account.chargedBytes;
        if (more <= 0) {
            return GRANTED;
        }
        Share share = shares.computeIfAbsent(network, Share::new);
        Refusal refusal = refusal(account, share, more);
        if (refusal == null) {
            set(account, share, bytes, passing);
        }
        List<Dismissal> toGo = makeRoom(share);
        drop(share);
        return new Answer(refusal, toGo);
    }

    /** Sets what an account is charged to no more than it is. */
    synchronized void settle(Account account, long bytes, boolean passing) {
        Share share = account.share;
        if (share != null && bytes < account.chargedBytes) {
            set(account, share, bytes, passing);
            drop(share);
        }
    }

    // ---------------------------------------------------------------- while holding the monitor

    private @Nullable Refusal refusal(Account account, Share share, long more) {
        if (share.heldBytes + more > networkBoundBytes) {
            return ADDRESS_FULL;
        }
        return account.leaving || heldBytes + more > boundBytes ? FULL : null;
    }

    private void set(Account account, Share share, long bytes, boolean passing) {
        long by = bytes - account.chargedBytes;
        if (passing && !account.passing && !account.leaving) {
            share.enlist(account);
        } else if (!passing && account.passing) {
            share.strike(account);
        }
        account.passing = passing;
        account.chargedBytes = bytes;
        account.share = bytes == 0 ? null : share;
        share.heldBytes += by;
        heldBytes += by;
        if (account.leaving) {
            share.leavingBytes += by;
            leavingBytes += by;
        }
    }

    /** Nothing is kept of a network that holds nothing. */
    private void drop(Share share) {
        if (share.heldBytes == 0) {
            shares.remove(share.network());
        }
    }

    private List<Dismissal> makeRoom(Share asking) {
        List<Dismissal> toGo = new ArrayList<>();
        while (asking.stayingBytes() > withoutReserve(networkBoundBytes)
                && asking.oldest() != null) {
            toGo.add(new Dismissal(dismiss(asking), ADDRESS_FULL));
        }
        while (heldBytes - leavingBytes > withoutReserve(boundBytes)) {
            Share greatest = greatest();
            if (greatest == null) {
                break;
            }
            toGo.add(new Dismissal(dismiss(greatest), FULL));
        }
        return toGo;
    }

    /** The network that holds the most, of those that somebody can be told to go from. */
    private @Nullable Share greatest() {
        return shares.values().stream()
                .filter(share -> share.oldest() != null)
                .max(Comparator.comparingLong(Share::stayingBytes))
                .orElse(null);
    }

    private Account dismiss(Share share) {
        Account oldest = Objects.requireNonNull(share.oldest());
        share.strike(oldest);
        oldest.leaving = true;
        share.leavingBytes += oldest.chargedBytes;
        leavingBytes += oldest.chargedBytes;
        gaveWay++;
        return oldest;
    }

    private static long withoutReserve(long bound) {
        return bound - bound / RESERVE_PARTS;
    }
}
