package io.hubbub.metrics;

import io.hubbub.presence.Presence;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Meters of presence. */
public final class PresenceMetrics implements MeterBinder {

    private final Presence presence;

    public PresenceMetrics(Presence presence) {
        this.presence = presence;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("hubbub.presence.subscribers", presence, Presence::subscribers)
                .description("Subscriptions to presence")
                .register(registry);
        Gauge.builder("hubbub.presence.rooms", presence, Presence::rooms)
                .description("Rooms that somebody is in")
                .register(registry);
        Gauge.builder("hubbub.presence.users", presence, Presence::users)
                .description("Users in rooms, each counted in each of its rooms")
                .register(registry);
        FunctionCounter.builder("hubbub.presence.merged", presence, Presence::merged)
                .description("Changes that were never sent, because a later one hid them")
                .register(registry);
    }
}
