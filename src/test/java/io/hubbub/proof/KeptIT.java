package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.kill.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Strangers make the jar keep as much as it takes from them. Checks what is left of their messages
 * and of those of others.
 */
@Tag("proof")
@Timeout(300)
class KeptIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String STRANGER = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";

    private static final int NAMES = 10_000;

    /** What the stranger's names begin with. */
    private static final String X = "/topic/chat/x";

    private static final int AT_ONCE = 100;

    /** As many messages of one user as make a room worth keeping. */
    private static final int TALK = 25;

    private static final Duration ATTACK = Duration.ofSeconds(10);
    private static final int WRITERS = 8;
    private static final int BODY_BYTES = 40_000;

    @TempDir Path directory;

    /**
     * What was done: one byte to each of as many names as a namespace may have rooms. The quotas
     * stop it early; without them there are as many rooms as may be, and small ones give way.
     */
    @ParameterizedTest
    @CsvSource({"120, 600, 500, 2000, 120", "0, 0, 0, 0, 10000"})
    void aByteForEachOfTenThousandNamesKeepsNobodyOutAndPushesOutNothing(
            int newOfUser, int newOfAddress, int ofUser, int ofAddress, int made) {
        try (Child server =
                new Child(
                        directory,
                        "--hubbub.quotas.new-rooms-per-user=" + newOfUser,
                        "--hubbub.quotas.new-rooms-per-address=" + newOfAddress,
                        "--hubbub.quotas.rooms-per-user=" + ofUser,
                        "--hubbub.quotas.rooms-per-address=" + ofAddress)) {
            start(server);
            talk(server, STRANGER, "alone");
            talk(server, OTHER, "office");

            Map<String, Integer> refusals = aByteForEachName(server);

            int refused = refusals.values().stream().mapToInt(Integer::intValue).sum();
            System.out.printf("A byte for each of %d names: refused %s%n", NAMES, refusals);
            assertThat(refusals.keySet()).isSubsetOf("too-many-new-rooms");
            assertThat(NAMES - refused).isEqualTo(made);
            othersMakeRoomsAndFindTheirs(server, "before");
            restart(server);
            othersMakeRoomsAndFindTheirs(server, "after");
        }
    }

    private static Map<String, Integer> aByteForEachName(Child server) {
        Map<String, Integer> refusals = new TreeMap<>();
        try (WireClient guest = listening(server, STRANGER)) {
            for (int i = 0; i < NAMES; i += AT_ONCE) {
                StringBuilder batch = new StringBuilder();
                for (int j = i; j < i + AT_ONCE; j++) {
                    batch.append("SUBSCRIBE\nid:%1$d\ndestination:%2$s%1$d\n\n\0".formatted(j, X));
                    batch.append("SEND\ndestination:%2$s%1$d\necho:false\n\nx\0".formatted(j, X));
                    batch.append("UNSUBSCRIBE\nid:%d\nreceipt:%1$d\n\n\0".formatted(j));
                }
                guest.send(batch.toString());
                String last = Integer.toString(i + AT_ONCE - 1);
                for (Stomp frame = guest.next();
                        !last.equals(frame.header("receipt-id"));
                        frame = guest.next()) {
                    if (frame.command().equals("MESSAGE")) {
                        refusals.merge(code(frame), 1, Integer::sum);
                    }
                }
            }
        }
        return refusals;
    }

    /** Others, from elsewhere and from the stranger's own address, make rooms and use them. */
    private static void othersMakeRoomsAndFindTheirs(Child server, String when) {
        for (String address : List.of(OTHER, STRANGER)) {
            for (int i = 0; i < 5; i++) {
                String room = "/topic/chat/new-%s-%s-%d".formatted(when, address, i);
                try (WireClient maker = join(server, address, room);
                        WireClient reader = join(server, OTHER, room)) {
                    say(maker, room, "hello");
                    assertThat(reader.nextMessage().bodyText()).isEqualTo("hello");
                }
                assertThat(history(server, room)).containsExactly("hello");
            }
        }
        List<String> said = IntStream.range(0, TALK).mapToObj(i -> "said " + i).toList();
        assertThat(history(server, "/topic/chat/alone")).isEqualTo(said);
        assertThat(history(server, "/topic/chat/office")).isEqualTo(said);
    }

    private static void talk(Child server, String address, String name) {
        String room = "/topic/chat/" + name;
        try (WireClient client = join(server, address, room)) {
            for (int i = 0; i < TALK; i++) {
                say(client, room, "said " + i);
            }
        }
    }

    // ---------------------------------------------------------------- bytes

    @Test
    void whoWritesAsFastAsHeCanHasNoMoreStoredThanItsQuotas() throws Exception {
        long ofUser = 1_000_000;
        long ofAddress = 4_000_000;
        try (Child server =
                new Child(
                        directory,
                        "--hubbub.quotas.stored-per-user=" + ofUser + "B",
                        "--hubbub.quotas.stored-per-address=" + ofAddress + "B")) {
            start(server);

            List<Written> written = write(server);

            System.out.println("Writers within quotas: " + written);
            for (Written one : written) {
                assertThat(one.stored * (long) BODY_BYTES).isLessThanOrEqualTo(ofUser);
                assertThat(one.refusals).containsOnlyKeys("too-much-stored");
            }
            long stored = written.stream().mapToLong(Written::stored).sum() * BODY_BYTES;
            assertThat(stored).isBetween(ofAddress / 2, ofAddress);
            assertThat(kept(server)).isLessThanOrEqualTo(stored);
            otherWrites(server);
        }
    }

    @Test
    void whatIsStoredStaysWithinTheBoundsOfRoomsAndOfTheNamespace() throws Exception {
        long ofRoom = 4_000_000;
        long ofNamespace = 16_000_000;
        try (Child server =
                new Child(
                        directory,
                        "--hubbub.namespaces.chat.history.room-bytes=" + ofRoom + "B",
                        "--hubbub.namespaces.chat.history.bytes=" + ofNamespace + "B")) {
            start(server);
            talk(server, OTHER, "office");

            List<Written> written = write(server);

            System.out.println("Writers without quotas: " + written);
            for (Written one : written) {
                assertThat(one.refusals).isEmpty();
                assertThat(one.stored * (long) BODY_BYTES).isGreaterThan(ofRoom);
            }
            for (int i = 0; i < WRITERS; i++) {
                assertThat(kept(server, room(i))).isLessThanOrEqualTo(ofRoom);
            }
            // It is cut a second or two after.
            await().atMost(MINUTE)
                    .untilAsserted(() -> assertThat(kept(server)).isLessThanOrEqualTo(ofNamespace));
            // To what it may be, not to nothing.
            assertThat(kept(server)).isGreaterThan(ofNamespace / 2);
            assertThat(history(server, "/topic/chat/office")).hasSize(TALK);
            otherWrites(server);
        }
    }

    private static String room(int writer) {
        return "/topic/chat/written-" + writer;
    }

    private record Written(int stored, Map<String, Integer> refusals) {}

    /** All guests write for a while, each to a room of its own. */
    private static List<Written> write(Child server) throws Exception {
        long begin = System.nanoTime();
        List<Future<Written>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                String room = room(i);
                writers.add(threads.submit(() -> write(server, room, begin)));
            }
        }
        List<Written> written = new ArrayList<>();
        for (Future<Written> writer : writers) {
            written.add(writer.get());
        }
        return written;
    }

    private static Written write(Child server, String room, long begin) {
        Map<String, Integer> refusals = new TreeMap<>();
        int stored = 0;
        String body = "x".repeat(BODY_BYTES);
        try (WireClient guest = listening(server, STRANGER)) {
            guest.send("SUBSCRIBE\nid:0\ndestination:" + room + "\nreceipt:in\n\n\0");
            guest.expectReceipt("in");
            while (System.nanoTime() - begin < ATTACK.toNanos()) {
                guest.send(
                        "SEND\ndestination:%s\necho:false\nreceipt:s\n\n%s\0"
                                .formatted(room, body));
                Stomp answer = guest.next();
                if (answer.command().equals("RECEIPT")) {
                    stored++;
                } else {
                    refusals.merge(code(answer), 1, Integer::sum);
                }
            }
        }
        return new Written(stored, refusals);
    }

    private static void otherWrites(Child server) {
        String room = "/topic/chat/others";
        try (WireClient other = join(server, OTHER, room)) {
            say(other, room, "hello");
        }
        assertThat(history(server, room)).containsExactly("hello");
    }

    /** What all writers' rooms keep, in bytes of their bodies. */
    private static long kept(Child server) {
        return IntStream.range(0, WRITERS).mapToLong(i -> kept(server, room(i))).sum();
    }

    private static long kept(Child server, String room) {
        try (WireClient reader = connect(server, OTHER)) {
            reader.send(
                    "SUBSCRIBE\nid:0\ndestination:%s\nhistory:10000\nreceipt:h\n\n\0"
                            .formatted(room));
            return Long.parseLong(String.valueOf(reader.receipt("h").header("missed")))
                    * BODY_BYTES;
        }
    }

    // ---------------------------------------------------------------- clients

    private static void start(Child server) {
        server.start();
        await().atMost(Duration.ofMinutes(2)).until(server::isUp);
    }

    /** As after {@code kill -9}. */
    private static void restart(Child server) {
        server.close();
        start(server);
    }

    private static WireClient connect(Child server, String address) {
        return WireClient.open(new From(address), server.port(), "/ws").connect("1.2", "0,0");
    }

    private static WireClient listening(Child server, String address) {
        return connect(server, address)
                .send("SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\n\n\0");
    }

    private static WireClient join(Child server, String address, String room) {
        WireClient client = connect(server, address);
        client.send("SUBSCRIBE\nid:0\ndestination:" + room + "\nreceipt:in\n\n\0");
        return client.expectReceipt("in");
    }

    private static void say(WireClient client, String room, String body) {
        client.send("SEND\ndestination:%s\necho:false\nreceipt:s\n\n%s\0".formatted(room, body));
        client.expectReceipt("s");
    }

    private static String code(Stomp refusal) {
        assertThat(refusal.header("event")).as(refusal.text()).isEqualTo("error");
        return refusal.bodyText().replaceAll("\\{\"code\":\"([a-z-]*)\".*", "$1");
    }

    private static List<String> history(Child server, String room) {
        List<String> texts = new ArrayList<>();
        try (WireClient reader = connect(server, OTHER)) {
            reader.send(
                    "SUBSCRIBE\nid:0\ndestination:%s\nhistory:100\nreceipt:h\n\n\0"
                            .formatted(room));
            int missed = Integer.parseInt(String.valueOf(reader.receipt("h").header("missed")));
            for (int i = 0; i < missed; i++) {
                texts.add(reader.nextMessage().bodyText());
            }
        }
        return texts;
    }
}
