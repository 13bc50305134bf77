package io.hubbub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.PresenceMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients come, go, drop, return and set states, while subscribers come and go, and read or do not
 * read. A plain model knows who is there. What a subscriber learns never contradicts itself, and
 * agrees with the model whenever all is quiet. The seed decides everything.
 */
class PresenceSimulationTest {

    private static final int STEPS = 3_000;
    private static final int QUIET_STEPS = 300;
    private static final int USERS = 100;
    private static final int MAX_USERS = 70;
    private static final int GRACE_MILLIS = 500;
    private static final int TICK_MILLIS = 100;
    private static final List<RoomName> ROOMS =
            List.of(new RoomName("chat", "a"), new RoomName("chat", "b/c"));

    /** A client in a room as the model knows it. */
    private record Place(RoomName room, Client client) {}

    /** A subscriber and what it makes of what it read. */
    private static final class Reader {
        final Peer peer;
        final RoomName room;
        final Folded folded = new Folded();
        int read;

        Reader(Peer peer, RoomName room) {
            this.peer = peer;
            this.room = room;
        }

        void read() {
            List<String> all = Stage.read(peer);
            all.subList(read, all.size()).forEach(folded::read);
            read = all.size();
        }
    }

    private Random random;
    private int millis;
    private Stage stage;

    /** Those that are there, also while they are lost; then until when. Oldest loss first. */
    private final List<Place> there = new ArrayList<>();

    private final LinkedHashMap<Place, Integer> lost = new LinkedHashMap<>();

    /** The one set last at the end. */
    private final LinkedHashMap<Place, String> states = new LinkedHashMap<>();

    private final List<Reader> readers = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everySubscribersViewIsTheTruthInTheEnd(long seed) {
        simulate(seed, null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everySubscribersViewIsTheTruthInTheEndThoughTheEngineAnswersLateAndOutOfTurn(long seed) {
        simulate(seed, new Random(seed));
    }

    private void simulate(long seed, @Nullable Random late) {
        random = new Random(seed);
        stage =
                new Stage(
                        Stage.properties(GRACE_MILLIS, TICK_MILLIS, MAX_USERS),
                        _ -> PresenceMode.FULL,
                        Core.limits(48 * 1024, 100),
                        late);
        try {
            for (int i = 0; i < STEPS; i++) {
                step();
                if (i % QUIET_STEPS == 0) {
                    calm();
                    readers.forEach(this::compare);
                }
            }
            settle();
            readers.forEach(this::compare);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void step() {
        // Now many come, now many go.
        boolean filling = millis / 10_000 % 2 == 0;
        switch (random.nextInt(26)) {
            case 0, 1, 2, 20, 21, 22, 23 -> {
                if (filling || random.nextInt(5) == 0) {
                    come();
                }
            }
            case 3, 4 -> go(false);
            case 5 -> go(true);
            case 6, 7, 8 -> say();
            case 9 -> watch();
            case 10 -> unwatch();
            case 11 -> pick(readers).peer.wire().full();
            case 12, 13 -> pick(readers).peer.wire().release();
            case 14, 15 -> stage.presence.step();
            case 16, 17 -> stage.core.run();
            case 24, 25 -> stage.presences.step();
            default -> pass(random.nextInt(4) == 0 ? GRACE_MILLIS : random.nextInt(TICK_MILLIS));
        }
        readers.forEach(Reader::read);
    }

    private <T> T pick(List<T> all) {
        if (all == readers && readers.isEmpty()) {
            watch();
        }
        return all.get(random.nextInt(all.size()));
    }

    private void come() {
        Client client = stage.connect("user-" + random.nextInt(USERS)).client();
        RoomName room = pick(ROOMS);
        stage.presence.joined(client, room);
        there.add(new Place(room, client));
        lost.keySet().stream()
                .filter(p -> p.room().equals(room) && user(p).equals(client.user().name()))
                .findFirst()
                .ifPresent(this::gone);
    }

    private void go(boolean dropped) {
        List<Place> live = there.stream().filter(p -> !lost.containsKey(p)).toList();
        if (live.isEmpty()) {
            return;
        }
        Place place = pick(live);
        stage.presence.left(place.client(), place.room(), dropped);
        if (dropped) {
            lost.put(place, millis + GRACE_MILLIS);
        } else {
            gone(place);
        }
    }

    private void gone(Place place) {
        there.remove(place);
        lost.remove(place);
        states.remove(place);
    }

    private void say() {
        List<Place> live = there.stream().filter(p -> !lost.containsKey(p)).toList();
        if (live.isEmpty()) {
            return;
        }
        Place place = pick(live);
        String state =
                random.nextInt(3) == 0
                        ? null
                        : "{\"s\":\"" + "x".repeat(random.nextInt(1_000)) + "\"}";
        byte[] body = String.valueOf(state).getBytes(StandardCharsets.UTF_8);
        assertThat(stage.presence.state(place.client(), place.room(), true, body, () -> {}))
                .isNull();
        states.remove(place);
        if (state != null) {
            states.put(place, state);
        }
    }

    private void watch() {
        Reader reader = new Reader(stage.connect("reader"), pick(ROOMS));
        assertThat(stage.watch(reader.peer, reader.room)).isNull();
        readers.add(reader);
    }

    private void unwatch() {
        // At times nobody watches a room, so that the next one to watch it opens it anew.
        if (!readers.isEmpty()) {
            Reader reader = readers.remove(random.nextInt(readers.size()));
            reader.read();
            if (random.nextBoolean()) {
                reader.peer.client().ended();
            } else {
                stage.presence.unwatch(reader.peer.client(), "p", _ -> {});
            }
        }
    }

    /** All that was done so far comes before the time that passes. */
    private void pass(int howLong) {
        stage.run();
        stage.pass(howLong);
        millis += howLong;
        List.copyOf(lost.entrySet()).stream()
                .filter(entry -> entry.getValue() <= millis)
                .forEach(entry -> gone(entry.getKey()));
    }

    /** What is read last are not changes, but what was left waiting by sockets that were full. */
    private void settle() {
        for (int i = 0; i < 5; i++) {
            watch();
            readers.getLast().peer.wire().full();
            pass(TICK_MILLIS);
            come();
            say();
        }
        pass(GRACE_MILLIS);
        pass(TICK_MILLIS);
        calm();
    }

    /** Every reader reads until nothing more comes. No grace is left that could end meanwhile. */
    private void calm() {
        pass(GRACE_MILLIS);
        readers.forEach(reader -> reader.peer.wire().release());
        for (int i = 0; i < 3; i++) {
            pass(TICK_MILLIS);
        }
        readers.forEach(Reader::read);
    }

    private void compare(Reader reader) {
        assertThat(reader.peer.wire().closeCode()).isZero();
        Map<String, String> truth = truth(reader.room);
        assertThat(reader.folded.count()).isEqualTo(truth.size());
        if (truth.size() > MAX_USERS) {
            assertThat(reader.folded.isListed()).isFalse();
        } else if (truth.size() <= MAX_USERS - MAX_USERS / 10) {
            assertThat(reader.folded.isListed()).isTrue();
        }
        if (reader.folded.isListed()) {
            assertThat(reader.folded.users()).isEqualTo(truth);
        }
    }

    private Map<String, String> truth(RoomName room) {
        Map<String, Integer> clients = new HashMap<>();
        there.stream()
                .filter(p -> p.room().equals(room))
                .forEach(p -> clients.merge(user(p), 1, Integer::sum));
        Map<String, String> shown = new HashMap<>();
        states.forEach((place, state) -> {
            if (place.room().equals(room)) {
                shown.put(user(place), state);
            }
        });
        Map<String, String> truth = new TreeMap<>();
        clients.forEach((user, count) -> truth.put(user, count + " " + shown.get(user)));
        return truth;
    }

    private static String user(Place place) {
        return place.client().user().name();
    }
}
