package io.hubbub.metrics;

import io.hubbub.budget.Budget;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Events;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.question.Ending;
import io.hubbub.question.Questions;
import io.hubbub.quota.RoomSpace;
import io.hubbub.room.Rooms;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The core's numbers as meters. The meters read the core's own counters and count nothing. */
public final class CoreMetrics implements MeterBinder {

    private final Clients clients;
    private final Rooms rooms;
    private final Questions questions;
    private final Lanes lanes;
    private final Events events;

    public CoreMetrics(
            Clients clients, Rooms rooms, Questions questions, Lanes lanes, Events events) {
        this.clients = clients;
        this.rooms = rooms;
        this.questions = questions;
        this.lanes = lanes;
        this.events = events;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindClients(registry);
        bindRooms(registry);
        bindMessages(registry);
        bindQuestions(registry);
        lanes.all().forEach(lane -> bindLane(lane, registry));
    }

    private void bindClients(MeterRegistry registry) {
        Gauge.builder("hubbub.clients", clients, Clients::count)
                .description("Connected clients")
                .register(registry);
        Gauge.builder("hubbub.held", clients.budget(), Budget::held)
                .baseUnit("bytes")
                .description("Bytes held for clients: unfinished, unread, unanswered")
                .register(registry);
        Gauge.builder("hubbub.held.address", clients.budget(), Budget::heldByGreatest)
                .baseUnit("bytes")
                .description("Bytes held for the address that holds the most")
                .register(registry);
        for (Departure departure : Departure.values()) {
            FunctionCounter.builder("hubbub.clients.departed", clients, c -> c.departed(departure))
                    .tag("reason", departure.text())
                    .description("Connections that ended, by reason")
                    .register(registry);
        }
    }

    private void bindRooms(MeterRegistry registry) {
        Gauge.builder("hubbub.rooms", rooms, Rooms::count)
                .description("Rooms that have members")
                .register(registry);
        FunctionCounter.builder("hubbub.rooms.gave.way", rooms.space(), RoomSpace::gaveWay)
                .description("Small rooms that were removed to make space for new ones")
                .register(registry);
        FunctionCounter.builder("hubbub.rooms.deleted", rooms.space(), RoomSpace::deleted)
                .description("Rooms that an administrator or the application deleted")
                .register(registry);
    }

    private void bindMessages(MeterRegistry registry) {
        FunctionCounter.builder("hubbub.messages.published", rooms, Rooms::published)
                .description("Messages sent to rooms")
                .register(registry);
        FunctionCounter.builder("hubbub.messages.refused", rooms, Rooms::refused)
                .description("Messages that could not be kept and so reached nobody")
                .register(registry);
        FunctionCounter.builder("hubbub.messages.replayed", rooms, Rooms::replayed)
                .description("Messages read from a log for clients that were away")
                .register(registry);
        FunctionCounter.builder("hubbub.messages.dropped", rooms, Rooms::dropped)
                .description("Volatile messages dropped for clients whose socket was behind")
                .register(registry);
        FunctionCounter.builder("hubbub.events.dropped", events, Events::dropped)
                .description("Application events dropped because listeners were behind")
                .register(registry);
    }

    private void bindQuestions(MeterRegistry registry) {
        Gauge.builder("hubbub.asks", questions, Questions::count)
                .description("Open questions")
                .register(registry);
        for (Ending outcome : Ending.values()) {
            FunctionCounter.builder("hubbub.asks.ended", questions, a -> a.ended(outcome))
                    .tag("outcome", outcome.text())
                    .description("Questions that ended, by outcome")
                    .register(registry);
        }
    }

    private static void bindLane(Lane lane, MeterRegistry registry) {
        String index = Integer.toString(lane.index());
        FunctionCounter.builder("hubbub.messages.delivered", lane, Lane::delivered)
                .tag("lane", index)
                .description("Messages put into clients' outboxes")
                .register(registry);
        FunctionCounter.builder("hubbub.lanes.late", lane, Lane::late)
                .tag("lane", index)
                .description("Ticks that came a second late or more")
                .register(registry);
        Gauge.builder("hubbub.lanes.inbox", lane, Lane::inboxBytes)
                .tag("lane", index)
                .baseUnit("bytes")
                .description("Bytes that wait for the lane")
                .register(registry);
    }
}
