package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.vital.VitalSigns;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventsTest {

    private final List<Object> heard = new CopyOnWriteArrayList<>();

    @Test
    void listenersHearInOrderAndClosingWaitsForThem() {
        Events events = new Events(heard::add, new VitalSigns());
        events.start();
        IntStream.range(0, 1_000).forEach(events::publish);

        events.close();

        assertThat(heard).hasSize(1_000).isSortedAccordingTo((a, b) -> (int) a - (int) b);
    }

    @Test
    void aListenerThatFailsMissesOneEventAndNoOther() {
        Events events =
                new Events(
                        event -> {
                            if (event.equals("exception")) {
                                throw new IllegalStateException("on purpose");
                            }
                            if (event.equals("error")) {
                                throw new AssertionError("on purpose");
                            }
                            heard.add(event);
                        },
                        new VitalSigns());
        events.start();
        List.of("a", "exception", "b", "error", "c").forEach(events::publish);

        events.close();

        assertThat(heard).containsExactly("a", "b", "c");
    }

    @Test
    void whatListenersAreTooSlowForIsDroppedAndCounted() {
        Events events = new Events(heard::add, new VitalSigns());

        IntStream.range(0, 100_007).forEach(events::publish);

        assertThat(events.dropped()).isEqualTo(7);
    }
}
