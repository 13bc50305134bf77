package io.hubbub.api;

import io.hubbub.client.Origin;
import io.hubbub.client.Time;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.rate.SendLimits;
import io.hubbub.share.FairWorkers;
import io.hubbub.share.RateBudget;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * How much may be read over HTTP: what a client may send, by user and by address, as a request has
 * no client. It is charged by what it cost, so a page of a megabyte counts as one.
 */
@Component
final class Allowance {

    /** What a request costs however little it finds: it passes filters, and asks who it is. */
    static final int LEAST_BYTES = 4 * 1024;

    private final RateBudget requests;
    private final RateBudget bytes;
    private final FairWorkers reading;

    Allowance(SendLimits limits, Time time, @Qualifier("reading") FairWorkers reading) {
        requests = new RateBudget(limits.messagesPerSecond(), time.nanos());
        bytes = new RateBudget(limits.bytesPerSecond().toBytes(), time.nanos());
        this.reading = reading;
    }

    /** Why nothing is read at the moment, and for how long not. */
    record Excess(Refusal refusal, Duration comeBack) {}

    /** Who pays for a request: its address, and its user where it has one. */
    static List<String> payers(@Nullable Principal principal, Origin origin) {
        String address = "from " + origin.network();
        return principal == null ? List.of(address) : List.of(address, "by " + principal.getName());
    }

    /** Charges a request; null where it may be answered. */
    @Nullable Excess enter(List<String> payers) {
        for (String payer : payers) {
            Duration debt = requests.debt(payer);
            if (!debt.isZero()) {
                return new Excess(new Refusal(ErrorCode.TOO_MANY_MESSAGES), debt);
            }
            debt = bytes.debt(payer);
            if (!debt.isZero()) {
                return new Excess(new Refusal(ErrorCode.TOO_MANY_BYTES), debt);
            }
        }
        for (String payer : payers) {
            requests.charge(payer, 1);
            bytes.charge(payer, LEAST_BYTES);
        }
        return null;
    }

    /** Reads in turn, and charges what was read. */
    Result<byte[]> read(List<String> payers, Supplier<Result<byte[]>> read) {
        Result<byte[]> found = reading.take(payers.getLast(), payers.getFirst(), read);
        if (found == null) {
            return Result.refused(new Refusal(ErrorCode.OVERLOADED));
        }
        if (found instanceof Result.Done<byte[]>(byte[] answer)) {
            payers.forEach(payer -> bytes.charge(payer, Math.max(0, answer.length - LEAST_BYTES)));
        }
        return found;
    }
}
