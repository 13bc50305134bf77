package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Present;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptTest {

    private static final Present ALICE = new Present("alice", 2, "{\"away\":true}");
    private static final Present BOB = new Present("bob", 1, null);
    private static final Present CAROL = new Present("carol", 1, null);

    private static View view(Present... users) {
        return View.listing(List.of(users));
    }

    private static List<String> script(View told, View now) {
        return Script.between(told, now).stream()
                .map(line -> line.event() + ' ' + new String(line.body(), UTF_8))
                .toList();
    }

    private static View with(View view, Present... changed) {
        TreeMap<String, Present> byName = new TreeMap<>();
        for (Present user : changed) {
            byName.put(user.user(), user);
        }
        return view.with(byName);
    }

    @Test
    void whoWasToldNothingGetsASnapshot() {
        assertThat(script(null, view(BOB, ALICE)))
                .containsExactly(
                        "snapshot {\"count\":2,\"clients\":3,\"users\":["
                                + "{\"user\":\"alice\",\"clients\":2,\"state\":{\"away\":true}},"
                                + "{\"user\":\"bob\",\"clients\":1,\"state\":null}],\"more\":false}");
    }

    @Test
    void aSnapshotOfNobodyIsOneTooAndTheSameViewSaysNothing() {
        assertThat(script(null, view()))
                .containsExactly(
                        "snapshot {\"count\":0,\"clients\":0,\"users\":[],\"more\":false}");
        assertThat(script(view(BOB), view(new Present("bob", 1, null)))).isEmpty();
    }

    @Test
    void changesAreLeavesThenJoinsThenUpdatesAndEachCountHoldsAfterItsMessage() {
        assertThat(script(view(ALICE, BOB), view(new Present("alice", 1, null), CAROL)))
                .containsExactly(
                        "leave {\"count\":1,\"users\":[\"bob\"]}",
                        "join {\"count\":2,\"users\":[{\"user\":\"carol\",\"clients\":1,\"state\":null}]}",
                        "update {\"users\":[{\"user\":\"alice\",\"clients\":1,\"state\":null}]}");
    }

    @Test
    void aCountedRoomIsToldByItsCountsAndAListedOneAgainByASnapshot() {
        assertThat(script(null, View.counting(3, 4)))
                .containsExactly("count {\"count\":3,\"clients\":4}");
        assertThat(script(view(BOB), View.counting(3, 4))).hasSize(1);
        assertThat(script(View.counting(3, 4), View.counting(3, 4))).isEmpty();
        assertThat(script(View.counting(3, 4), View.counting(3, 5))).hasSize(1);
        assertThat(script(View.counting(3, 4), view()).getFirst()).startsWith("snapshot ");
    }

    @Test
    void aNameIsWrittenAsJson() {
        assertThat(script(view(), view(new Present("\"\\é", 1, null))))
                .containsExactly(
                        "join {\"count\":1,\"users\":[{\"user\":\"\\\"\\\\é\",\"clients\":1,\"state\":null}]}");
    }

    @Test
    void everyMessageIsBoundedAndManyUsersAreSplitOverSeveral() {
        View many =
                View.listing(
                        IntStream.range(0, 10_000)
                                .mapToObj(i -> new Present("user-" + i, 1, null))
                                .toList());
        for (List<Line> lines :
                List.of(
                        Script.between(null, many),
                        Script.between(view(), many),
                        Script.between(many, view()))) {
            assertThat(lines).hasSizeGreaterThan(1);
            assertThat(lines)
                    .allSatisfy(line ->
                            assertThat(line.body())
                                    .hasSizeLessThanOrEqualTo(Script.MAX_BODY_BYTES));
            // Nor are they needlessly many.
            assertThat(lines.getFirst().body()).hasSizeGreaterThan(Script.MAX_BODY_BYTES - 256);
        }
        List<String> snapshot = script(null, many);
        assertThat(snapshot.subList(0, snapshot.size() - 1))
                .allSatisfy(page -> assertThat(page).endsWith("\"more\":true}"));
        assertThat(snapshot.getLast()).endsWith("\"more\":false}");
        assertThat(script(view(), many).getLast()).startsWith("join {\"count\":10000,");
        assertThat(script(many, view()).getLast()).startsWith("leave {\"count\":0,");
    }

    @Test
    void aViewWithChangesIsWhoIsThereNow() {
        View view = with(view(ALICE, BOB), CAROL, new Present("alice", 0, null));
        assertThat(view.users()).containsExactly(BOB, CAROL);
        assertThat(view.count()).isEqualTo(2);
        assertThat(view.clients()).isEqualTo(2);
        View more = with(view, new Present("bob", 3, null), new Present("dave", 0, null));
        assertThat(more.users()).containsExactly(new Present("bob", 3, null), CAROL);
        assertThat(more.clients()).isEqualTo(4);
    }
}
