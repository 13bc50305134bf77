package io.hubbub.due;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final class Item implements Agenda.Entry {
        private int place = -1;

        @Override
        public int place() {
            return place;
        }

        @Override
        public void place(int newPlace) {
            place = newPlace;
        }
    }

    private final Agenda<Item> agenda = new Agenda<>();

    @Test
    void nothingIsDueWhereNothingIsPlanned() {
        assertThat(agenda.due(Long.MAX_VALUE)).isNull();
    }

    @Test
    void theFirstMomentIsKnownAndNeverComesWhereNothingIsPlanned() {
        assertThat(agenda.firstNanos(7)).isEqualTo(Moments.never(7));
        agenda.add(new Item(), 20);
        agenda.add(new Item(), 10);
        assertThat(agenda.firstNanos(7)).isEqualTo(10);
    }

    @Test
    void whatIsDueStaysDueUntilItIsMoved() {
        Item item = new Item();
        agenda.add(item, 10);

        assertThat(agenda.due(9)).isNull();
        assertThat(agenda.due(10)).isSameAs(item);
        assertThat(agenda.due(11)).isSameAs(item);
        agenda.move(item, 12);
        assertThat(agenda.due(11)).isNull();
    }

    @Test
    void whatIsNotPlannedIsNeitherMovedNorRemoved() {
        Item item = new Item();
        agenda.add(item, 1);
        agenda.remove(item);

        agenda.move(item, 1);
        agenda.remove(item);

        assertThat(agenda.size()).isZero();
        assertThat(agenda.due(2)).isNull();
    }

    @Test
    void aMomentAfterTheClockRanOverIsLater() {
        Item before = new Item();
        Item after = new Item();
        agenda.add(after, Long.MIN_VALUE + 5);
        agenda.add(before, Long.MAX_VALUE - 5);

        assertThat(agenda.due(Long.MAX_VALUE)).isSameAs(before);
        agenda.remove(before);
        assertThat(agenda.due(Long.MAX_VALUE)).isNull();
        assertThat(agenda.due(Long.MIN_VALUE + 5)).isSameAs(after);
    }

    /** Compares the agenda with a model that looks at all entries each time. */
    @Test
    void itIsAlwaysTheEarliestThatIsDue() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long base = random.nextLong();
        Map<Item, Long> model = new HashMap<>();
        List<Item> items = new ArrayList<>();
        for (int step = 0; step < 30_000; step++) {
            long moment = base + random.nextInt(500);
            int act = random.nextInt(10);
            if (act < 4 || items.isEmpty()) {
                Item item = new Item();
                agenda.add(item, moment);
                items.add(item);
                model.put(item, moment);
            } else if (act < 8) {
                Item item = items.get(random.nextInt(items.size()));
                agenda.move(item, moment);
                model.put(item, moment);
            } else {
                Item item = items.remove(random.nextInt(items.size()));
                agenda.remove(item);
                model.remove(item);
            }
            if (step % 50 == 0) {
                check(model, base, seed);
            }
        }
    }

    private void check(Map<Item, Long> model, long base, long seed) {
        long first = model.values().stream().mapToLong(m -> m - base).min().orElse(-1);
        assertThat(agenda.size()).as("seed %d", seed).isEqualTo(model.size());
        if (first >= 0) {
            assertThat(agenda.due(base + first - 1)).as("seed %d", seed).isNull();
            Item due = agenda.due(base + first);
            assertThat(due).as("seed %d", seed).isNotNull();
            assertThat(model.get(due) - base).as("seed %d", seed).isEqualTo(first);
        }
    }
}
