package io.hubbub.stomp;

import io.hubbub.message.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Counts refusals by code. */
final class RefusalMetrics implements MeterBinder {

    private final Refusals refusals;

    RefusalMetrics(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ErrorCode code : ErrorCode.values()) {
            FunctionCounter.builder("hubbub.refusals", refusals, r -> r.counted(code))
                    .tag("code", code.text())
                    .description("Frames that were refused or broken, by code")
                    .register(registry);
        }
    }
}
