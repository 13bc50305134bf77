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
 * Bounds the bytes that the process may hold for clients, in all and for one network. The bound is
 * never exceeded: a request that would exceed it is refused. Before the bound is reached, a
 * connection has to give way. It belongs to the network that holds the most, or to a network that
 * holds more than its part. Of that network it is the connection that has held something for the
 * longest without finishing it. A frame that is merely long or split is held for a moment only.
 * What is held for long is held on purpose.
 *
 * <p>Any thread may use this. It is asked only when the bytes of an account cross a step of some
 * KB, so one lock for all is enough.
 */
public final class Budget {

    /**
     * From seven eighths of the bound on, a connection is told to give way. The last eighth is for
     * what comes in until it is gone.
     */
    private static final int RESERVE_PARTS = 8;

    private static final Answer GRANTED = new Answer(null, List.of());

    private static final Refusal FULL = new Refusal(ErrorCode.HELD_FULL);
    private static final Refusal ADDRESS_FULL = new Refusal(ErrorCode.ADDRESS_HELD_FULL);

    /** A connection that must be told to give way. */
    record Dismissal(Account account, Refusal why) {
        void tell() {
            account.holder().giveWay(why);
        }
    }

    /**
     * @param refusal null if the request was granted
     * @param toGo the connections that the caller must tell to give way, without holding the
     *     budget's lock
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
     * @param boundBytes how many bytes may be held for all connections together
     * @param networkBoundBytes how many bytes may be held for one network
     */
    public Budget(long boundBytes, long networkBoundBytes) {
        this.boundBytes = boundBytes;
        this.networkBoundBytes = networkBoundBytes;
    }

    /** Opens a connection's account. The caller must close it when the connection is gone. */
    public Account open(Holder holder) {
        return new Account(this, holder);
    }

    /** How many bytes are held, in steps of some KB. */
    public synchronized long held() {
        return heldBytes;
    }

    /** How many bytes are held for the network that holds the most. */
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

    /** Sets an account's charge, if that is granted. */
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

    /** Sets an account's charge to a value that is not larger than before. */
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

    /** Removes a network that holds nothing, so that nothing is kept for it. */
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

    /**
     * The network that holds the most, among those with a connection that can be told to give way.
     */
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
