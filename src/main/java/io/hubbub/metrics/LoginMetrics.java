package io.hubbub.metrics;

import io.hubbub.message.ErrorCode;
import io.hubbub.security.Authenticator;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Meters of how logins ended. */
public final class LoginMetrics implements MeterBinder {

    private static final List<ErrorCode> REFUSALS =
            List.of(
                    ErrorCode.BAD_CREDENTIALS,
                    ErrorCode.LOCKED,
                    ErrorCode.TOKEN_EXPIRED,
                    ErrorCode.TOO_MANY_ATTEMPTS,
                    ErrorCode.TOO_MANY_LOGINS,
                    ErrorCode.SERVER_ERROR);

    private final Authenticator authenticator;

    public LoginMetrics(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "accepted", Authenticator::accepted);
        for (ErrorCode code : REFUSALS) {
            count(registry, code.text(), logins -> logins.refused(code));
        }
    }

    private void count(
            MeterRegistry registry, String outcome, ToDoubleFunction<Authenticator> count) {
        FunctionCounter.builder("hubbub.logins", authenticator, count)
                .tag("outcome", outcome)
                .description("Logins with a password or a token, by outcome")
                .register(registry);
    }
}
