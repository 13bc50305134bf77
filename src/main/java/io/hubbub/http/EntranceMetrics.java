package io.hubbub.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Meters of what HTTP uses and whom it refused. */
final class EntranceMetrics implements MeterBinder {

    private final RequestLimiter entrance;
    private final HttpConnections visits;
    private final Answers answers;

    EntranceMetrics(RequestLimiter entrance, HttpConnections visits, Answers answers) {
        this.answers = answers;
        this.entrance = entrance;
        this.visits = visits;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("hubbub.http.requests", entrance, RequestLimiter::underWay)
                .description("Requests under way")
                .register(registry);
        Gauge.builder("hubbub.http.connections", visits, HttpConnections::waiting)
                .description("Connections that wait for a request")
                .register(registry);
        Gauge.builder("hubbub.http.answers", answers, Answers::bytes)
                .baseUnit("bytes")
                .description("Bytes in long answers that are being read")
                .register(registry);
        refused(registry, "address", RequestLimiter::refusedByAddress);
        refused(registry, "all", RequestLimiter::refusedInAll);
        dropped(registry, "headers", RequestLimiter::slowHeaders);
        dropped(registry, "body", RequestLimiter::slowBodies);
        dropped(registry, "answer", RequestLimiter::slowAnswers);
        dropped(registry, "gave-way", RequestLimiter::gaveWay);
        dropped(registry, "idle", _ -> visits.gaveWay());
    }

    private void refused(
            MeterRegistry registry, String bound, ToDoubleFunction<RequestLimiter> count) {
        FunctionCounter.builder("hubbub.http.refused", entrance, count)
                .tag("bound", bound)
                .description("Requests that were refused because too many were under way")
                .register(registry);
    }

    private void dropped(
            MeterRegistry registry, String reason, ToDoubleFunction<RequestLimiter> count) {
        FunctionCounter.builder("hubbub.http.dropped", entrance, count)
                .tag("reason", reason)
                .description("Connections that were cut off")
                .register(registry);
    }
}
