package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** In which order every engine keeps messages and tells outcomes. */
public abstract class OrderContract extends RoomLogsFixture {

    @Test
    void offsetsFollowEachOtherFromOneInTheOrderOfTheCalls() {
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            outcomes.add(send(append("m" + i, LOBBY)));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(positions(await(outcomes.get(i))).getFirst().offset()).isEqualTo(i + 1);
        }
        Page page = logs.read(LOBBY, new From.After(0), 1_000, ALL);
        assertThat(page.messages()).hasSize(500);
        for (int i = 0; i < 500; i++) {
            Logged logged = page.messages().get(i);
            assertThat(logged.position().offset()).isEqualTo(i + 1);
            assertThat(body(logged)).isEqualTo("m" + i);
        }
    }

    @Test
    void outcomesAreToldInTheOrderOfTheirPublishersCalls() throws Exception {
        inThreads(
                4,
                publisher -> {
                    Random random = new Random(publisher);
                    List<Integer> told = new CopyOnWriteArrayList<>();
                    CountDownLatch all = new CountDownLatch(200);
                    for (int i = 0; i < 200; i++) {
                        int number = i;
                        List<RoomName> to = some(List.of(LOBBY, HALL), random);
                        logs.append(
                                append("m", to, "p" + publisher, null),
                                _ -> {
                                    told.add(number);
                                    all.countDown();
                                });
                    }
                    assertThat(passes(all)).isTrue();
                    assertThat(told).hasSize(200).isSorted();
                });
    }

    @Test
    void roomsOfCrossingMessagesAgreeOnWhichCameFirst() throws Exception {
        inThreads(
                4,
                publisher -> {
                    for (int i = 0; i < 200; i++) {
                        RoomName[] to =
                                publisher % 2 == 0
                                        ? new RoomName[] {LOBBY, HALL}
                                        : new RoomName[] {HALL, LOBBY};
                        stored(append(publisher + ":" + i, to));
                    }
                });
        assertThat(bodies(LOBBY)).hasSize(800).isEqualTo(bodies(HALL));
    }

    @Test
    void aVolatileMessageComesAfterTheOutcomesOfItsPublishersEarlierMessages() throws Exception {
        inThreads(
                4,
                publisher -> {
                    List<Integer> seen = new CopyOnWriteArrayList<>();
                    CompletableFuture<Appended> done = new CompletableFuture<>();
                    for (int i = 0; i < 300; i++) {
                        int number = i;
                        Append append = i % 3 == 2 ? ephemeral("m", LOBBY) : append("m", LOBBY);
                        logs.append(append, _ -> seen.add(number));
                    }
                    logs.append(ephemeral("m", LOBBY), done::complete);
                    assertThat(await(done)).isEqualTo(new Appended.Said(null));
                    for (int i = 0; i < 300; i++) {
                        assertThat(seen.get(i)).isEqualTo(i);
                    }
                });
    }
}
