package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.PresentUser;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static final PresentUser ALICE = new PresentUser("alice", 2, "{\"away\":true}");
    private static final PresentUser BOB = new PresentUser("bob", 1, null);
    private static final PresentUser CAROL = new PresentUser("carol", 1, null);

    private static View view(PresentUser... users) {
        return View.listing(List.of(users));
    }

    private static List<String> messages(View told, View now) {
        return Difference.between(told, now).stream()
                .map(line -> line.event() + ' ' + new String(line.body(), UTF_8))
                .toList();
    }

    private static View with(View view, PresentUser... changed) {
        TreeMap<String, PresentUser> byName = new TreeMap<>();
        for (PresentUser user : changed) {
            byName.put(user.user(), user);
        }
        return view.with(List.copyOf(byName.values()));
    }

    @Test
    void whoWasToldNothingGetsASnapshot() {
        assertThat(messages(null, view(BOB, ALICE)))
                .containsExactly(
                        "snapshot {\"count\":2,\"clients\":3,\"users\":["
                                + "{\"user\":\"alice\",\"clients\":2,\"state\":{\"away\":true}},"
                                + "{\"user\":\"bob\",\"clients\":1,\"state\":null}],\"more\":false}");
    }

    @Test
    void aSnapshotOfNobodyIsOneTooAndTheSameViewSaysNothing() {
        assertThat(messages(null, view()))
                .containsExactly(
                        "snapshot {\"count\":0,\"clients\":0,\"users\":[],\"more\":false}");
        assertThat(messages(view(BOB), view(new PresentUser("bob", 1, null)))).isEmpty();
    }

    @Test
    void changesAreLeavesThenJoinsThenUpdatesAndEachCountHoldsAfterItsMessage() {
        assertThat(messages(view(ALICE, BOB), view(new PresentUser("alice", 1, null), CAROL)))
                .containsExactly(
                        "leave {\"count\":1,\"users\":[\"bob\"]}",
                        "join {\"count\":2,\"users\":[{\"user\":\"carol\",\"clients\":1,\"state\":null}]}",
                        "update {\"users\":[{\"user\":\"alice\",\"clients\":1,\"state\":null}]}");
    }

    @Test
    void aCountedRoomIsToldByItsCountsAndAListedOneAgainByASnapshot() {
        assertThat(messages(null, View.counting(3, 4)))
                .containsExactly("count {\"count\":3,\"clients\":4}");
        assertThat(messages(view(BOB), View.counting(3, 4))).hasSize(1);
        assertThat(messages(View.counting(3, 4), View.counting(3, 4))).isEmpty();
        assertThat(messages(View.counting(3, 4), View.counting(3, 5))).hasSize(1);
        assertThat(messages(View.counting(3, 4), view()).getFirst()).startsWith("snapshot ");
    }

    @Test
    void aNameIsWrittenAsJson() {
        assertThat(messages(view(), view(new PresentUser("\"\\é", 1, null))))
                .containsExactly(
                        "join {\"count\":1,\"users\":[{\"user\":\"\\\"\\\\é\",\"clients\":1,\"state\":null}]}");
    }

    @Test
    void everyMessageIsBoundedAndManyUsersAreSplitOverSeveral() {
        View many =
                View.listing(
                        IntStream.range(0, 10_000)
                                .mapToObj(i -> new PresentUser("user-" + i, 1, null))
                                .toList());
        for (List<Notice> lines :
                List.of(
                        Difference.between(null, many),
                        Difference.between(view(), many),
                        Difference.between(many, view()))) {
            assertThat(lines).hasSizeGreaterThan(1);
            assertThat(lines)
                    .allSatisfy(line ->
                            assertThat(line.body())
                                    .hasSizeLessThanOrEqualTo(Difference.MAX_BODY_BYTES));
            // Nor are they needlessly many.
            assertThat(lines.getFirst().body()).hasSizeGreaterThan(Difference.MAX_BODY_BYTES - 256);
        }
        List<String> snapshot = messages(null, many);
        assertThat(snapshot.subList(0, snapshot.size() - 1))
                .allSatisfy(page -> assertThat(page).endsWith("\"more\":true}"));
        assertThat(snapshot.getLast()).endsWith("\"more\":false}");
        assertThat(messages(view(), many).getLast()).startsWith("join {\"count\":10000,");
        assertThat(messages(many, view()).getLast()).startsWith("leave {\"count\":0,");
    }

    @Test
    void aViewWithChangesIsWhoIsThereNow() {
        View view = with(view(ALICE, BOB), CAROL, new PresentUser("alice", 0, null));
        assertThat(view.users()).containsExactly(BOB, CAROL);
        assertThat(view.count()).isEqualTo(2);
        assertThat(view.clients()).isEqualTo(2);
        View more = with(view, new PresentUser("bob", 3, null), new PresentUser("dave", 0, null));
        assertThat(more.users()).containsExactly(new PresentUser("bob", 3, null), CAROL);
        assertThat(more.clients()).isEqualTo(4);
    }
}
