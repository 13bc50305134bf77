package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Promises 1 and 2: one order for all, without gap or duplicate. */
@WireTest
class OrderTest {

    private static final int MESSAGES = 2_000;

    private static List<Stomp> readUntil(WireClient member, String lastBody, int times) {
        List<Stomp> read = new ArrayList<>();
        for (int ends = 0; ends < times; ) {
            Stomp message = member.nextMessage();
            read.add(message);
            ends += message.bodyText().equals(lastBody) ? 1 : 0;
        }
        return read;
    }

    private static void publish(WireClient publisher, String name) {
        for (int i = 0; i < MESSAGES; i++) {
            publisher.send("SEND\ndestination:/topic/main/order\nx-by:" + name + "\n\n" + i + "\0");
        }
        publisher.send("SEND\ndestination:/topic/main/order\nx-by:" + name + "\n\nend\0");
    }

    private static <T> List<T> together(List<Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
        }
        return results;
    }

    @Test
    void twoPublishersAreSeenInOneOrderByAll(WireClients wire) throws Exception {
        List<WireClient> members =
                IntStream.range(0, 6).mapToObj(_ -> wire.join("/topic/main/order")).toList();
        WireClient ann = wire.connect();
        WireClient bob = wire.connect();
        List<Callable<List<Stomp>>> tasks = new ArrayList<>();
        members.forEach(member -> tasks.add(() -> readUntil(member, "end", 2)));
        tasks.add(() -> {
            publish(ann, "ann");
            return List.of();
        });
        tasks.add(() -> {
            publish(bob, "bob");
            return List.of();
        });
        List<List<Stomp>> seen = together(tasks).subList(0, members.size());
        List<String> first =
                seen.getFirst().stream().map(m -> m.header("x-by") + m.bodyText()).toList();
        assertThat(first).hasSize(2 * (MESSAGES + 1));
        for (List<Stomp> one : seen) {
            assertThat(one.stream().map(m -> m.header("x-by") + m.bodyText()).toList())
                    .isEqualTo(first);
            assertGapless(one);
            for (String publisher : new String[] {"ann", "bob"}) {
                List<String> own =
                        one.stream()
                                .filter(m -> publisher.equals(m.header("x-by")))
                                .map(Stomp::bodyText)
                                .toList();
                assertThat(own.subList(0, MESSAGES))
                        .isEqualTo(IntStream.range(0, MESSAGES).mapToObj(i -> "" + i).toList());
            }
        }
    }

    @RepeatedTest(3)
    void whoJoinsWhileOthersPublishMissesNothingFromThenAndReadsNothingTwice(WireClients wire)
            throws Exception {
        WireClient publisher = wire.connect();
        WireClient first = wire.join("/topic/main/order");
        List<WireClient> joining = IntStream.range(0, 24).mapToObj(_ -> wire.connect()).toList();
        List<Callable<List<Stomp>>> tasks = new ArrayList<>();
        // No faster than one member reads, or the outboxes of all would overflow.
        Semaphore ahead = new Semaphore(1_000);
        tasks.add(() -> {
            List<Stomp> run = new ArrayList<>();
            do {
                run.add(first.nextMessage());
                ahead.release();
            } while (!run.getLast().bodyText().equals("end"));
            return run;
        });
        CountDownLatch joined = new CountDownLatch(joining.size());
        tasks.add(() -> {
            for (int i = 0; i < MESSAGES || joined.getCount() > 0; i++) {
                ahead.acquire();
                publisher.send("SEND\ndestination:/topic/main/order\n\n" + i + "\0");
            }
            publisher.send("SEND\ndestination:/topic/main/order\n\nend\0");
            return List.of();
        });
        for (WireClient member : joining) {
            tasks.add(() -> {
                member.send("SUBSCRIBE\nid:0\ndestination:/topic/main/order\n\n\0");
                member.send("SEND\ndestination:/topic/main/order\n\n" + member.id() + "\0");
                // Its own message too, or the end could come before that.
                List<Stomp> run = new ArrayList<>(readUntil(member, member.id(), 1));
                joined.countDown();
                run.addAll(readUntil(member, "end", 1));
                return run;
            });
        }
        List<List<Stomp>> seen = together(tasks);
        long last = seen.getFirst().getLast().offset();
        assertGapless(seen.getFirst());
        for (int i = 0; i < joining.size(); i++) {
            List<Stomp> run = seen.get(i + 2);
            assertGapless(run);
            assertThat(run.getLast().offset()).isEqualTo(last);
            String id = joining.get(i).id();
            assertThat(run.stream().map(Stomp::bodyText)).contains(id);
        }
    }

    private static void assertGapless(List<Stomp> run) {
        long expected = run.getFirst().offset();
        for (Stomp message : run) {
            assertThat(message.offset()).isEqualTo(expected++);
        }
    }

    @Test
    void oneClientsFramesTakeEffectInTheOrderItSentThem(WireClients wire) {
        WireClient client = wire.connect();
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            frames.append("SUBSCRIBE\nid:0\ndestination:/topic/main/order\n\n\0")
                    .append("SEND\ndestination:/topic/main/order\n\nin ")
                    .append(i)
                    .append("\0UNSUBSCRIBE\nid:0\n\n\0")
                    .append("SEND\ndestination:/topic/main/order\n\nout ")
                    .append(i)
                    .append('\0');
        }
        client.send(frames.toString());
        for (int i = 0; i < 200; i++) {
            assertThat(client.nextMessage().bodyText()).isEqualTo("in " + i);
        }
        client.expectNothing();
    }

    @Test
    void whatAControllerSendsKeepsTheOrderOfItsFrames(WireClients wire) {
        WireClient client = wire.join("/topic/greetings");
        for (int i = 0; i < 200; i++) {
            client.send("SEND\ndestination:/app/main/greet/x\n\n" + i + "\0");
        }
        for (int i = 0; i < 200; i++) {
            Stomp message = client.nextMessage();
            assertThat(message.bodyText()).endsWith(": " + i);
            assertThat(message.offset()).isEqualTo(i + 1L);
        }
    }

    @Test
    void oneMessageToSeveralRoomsHasAPlaceInEach(WireClients wire) throws Exception {
        List<WireClient> members =
                List.of(
                        wire.join("/topic/main/order"),
                        wire.join("/topic/main/order-b"),
                        wire.join("/topic/main/order"),
                        wire.join("/topic/main/order-b"));
        WireClient one = wire.connect();
        WireClient two = wire.connect();
        List<Callable<List<Stomp>>> tasks = new ArrayList<>();
        members.forEach(member -> tasks.add(() -> readUntil(member, "end", 2)));
        tasks.add(() -> publishToBoth(one, "order", "order-b"));
        tasks.add(() -> publishToBoth(two, "order-b", "order"));
        List<List<Stomp>> seen = together(tasks);
        List<String> bodies = seen.getFirst().stream().map(m -> text(m)).toList();
        for (int i = 0; i < members.size(); i++) {
            assertGapless(seen.get(i));
            assertThat(seen.get(i).stream().map(m -> text(m)).toList()).isEqualTo(bodies);
        }
    }

    private static String text(Stomp message) {
        return message.header("x-by") + message.bodyText();
    }

    private static List<Stomp> publishToBoth(WireClient publisher, String room, String also) {
        String head =
                "SEND\ndestination:/topic/main/"
                        + room
                        + "\nalso:"
                        + also
                        + "\nx-by:"
                        + publisher.id()
                        + "\n\n";
        for (int i = 0; i < 500; i++) {
            publisher.send(head + i + '\0');
        }
        publisher.send(head + "end\0");
        return List.of();
    }
}
