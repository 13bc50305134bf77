package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.message.Position;
import io.hubbub.security.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Clients get earlier messages: the last ones, or everything since a position. */
@WireTest
class HistoryTest {

    /** {@code brief} keeps five messages of a room. */
    private static final int KEPT = 5;

    @Autowired private Broadcast broadcast;
    @Autowired private Users users;

    /** A room that no other test knows, as what it keeps outlives a test. */
    private final String room = "r" + UUID.randomUUID().toString().substring(0, 8);

    private final String chat = "/topic/chat/" + room;
    private final String brief = "/topic/brief/" + room;

    // ---------------------------------------------------------------- what Socket.IO fails at

    @Test
    void whoHadReceivedNothingYetRecovers(WireClients wire) {
        String position = join(wire.connect(), chat, "").header("position");
        say(chat, "one", "two");

        WireClient back = wire.connect();
        Stomp receipt = join(back, chat, "since:" + position + "\n");

        assertThat(receipt.headers())
                .containsEntry("recovered", "true")
                .containsEntry("missed", "2");
        assertThat(receipt.headers()).doesNotContainKey("lost");
        assertThat(texts(back, 2)).containsExactly("one", "two");
        back.expectNothing();
    }

    @Test
    void aVolatileMessageMovesNobody(WireClients wire) {
        WireClient client = wire.connect();
        join(client, chat, "");
        say(chat, "kept");
        String position = client.nextMessage().header("message-id");
        broadcast.in("chat").to(room).volatile_().send("gone");
        assertThat(client.nextMessage().header("message-id")).startsWith("v\\c");
        client.close();
        say(chat, "missed");

        WireClient back = wire.connect();
        join(back, chat, "since:" + position + "\n");
        assertThat(texts(back, 1)).containsExactly("missed");
        back.expectNothing();
    }

    @Test
    void whoRecoversTwiceInARowGetsNothingTwice(WireClients wire) {
        WireClient client = wire.connect();
        String position = join(client, chat, "").header("position");
        client.close();
        say(chat, "one");
        WireClient second = wire.connect();
        join(second, chat, "since:" + position + "\n");
        Stomp one = second.nextMessage();
        second.close();

        WireClient third = wire.connect();
        Stomp receipt = join(third, chat, "since:" + one.header("message-id") + "\n");
        assertThat(receipt.headers())
                .containsEntry("recovered", "true")
                .containsEntry("missed", "0");
        third.expectNothing();
    }

    @Test
    void whoWasBannedWhileAwayRecoversNothing(WireClients wire) {
        String archive = "/topic/archive/" + room;
        WireClient alice = alice(wire);
        String position = join(alice, archive, "").header("position");
        alice.close();
        broadcast.in("archive").to(room).publish("message", "secret").join();
        users.withdraw("alice", "STAFF");
        try {
            WireClient back = alice(wire);
            back.send("SUBSCRIBE\nid:e\ndestination:/user/queue/errors\n\n\0");
            back.send(
                    "SUBSCRIBE\nid:0\ndestination:%s\nsince:%s\n\n\0".formatted(archive, position));
            assertThat(back.nextMessage().bodyText()).contains("\"code\":\"not-allowed\"");
            back.expectNothing();
        } finally {
            users.restore("alice", "STAFF");
        }
        WireClient again = alice(wire);
        join(again, archive, "since:" + position + "\n");
        assertThat(texts(again, 1)).containsExactly("secret");
    }

    private static WireClient alice(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nlogin:alice\npasscode:wonderland\n\n\0");
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        return client;
    }

    // ---------------------------------------------------------------- history

    @Test
    void theLastMessagesComeFirst(WireClients wire) {
        say(chat, "one", "two", "three");

        WireClient client = wire.connect();
        Stomp receipt = join(client, chat, "history:2\n");
        assertThat(receipt.headers()).containsEntry("missed", "2").doesNotContainKey("recovered");
        assertThat(texts(client, 2)).containsExactly("two", "three");
        say(chat, "four");
        assertThat(texts(client, 1)).containsExactly("four");
    }

    @Test
    void ofFewerThereAreAll(WireClients wire) {
        say(chat, "one");
        WireClient client = wire.connect();
        assertThat(join(client, chat, "history:100\n").headers()).containsEntry("missed", "1");
        assertThat(texts(client, 1)).containsExactly("one");
        client.expectNothing();
    }

    @Test
    void aReplayedMessageReadsAsItDidLive(WireClients wire) {
        WireClient sender = wire.connect();
        join(sender, chat, "");
        sender.send(
                "SEND\ndestination:%s\nevent:e\ncontent-type:a/b\nx-y:z\n\nbody\0".formatted(chat));
        Stomp live = sender.nextMessage();

        WireClient reader = wire.connect();
        join(reader, chat, "history:1\n");
        assertThat(reader.nextMessage().text()).isEqualTo(live.text());
    }

    @Test
    void whoWantsNothingGetsNothing(WireClients wire) {
        say(chat, "one");
        WireClient client = wire.connect();
        assertThat(join(client, chat, "").headers()).doesNotContainKeys("missed", "recovered");
        client.expectNothing();
        WireClient other = wire.connect();
        join(other, chat, "history:0\n");
        other.expectNothing();
    }

    // ---------------------------------------------------------------- what is gone

    @Test
    void whoWasAwayForTooLongGetsTheOldestKeptAndHowManyAreGone(WireClients wire) {
        String position = join(wire.connect(), brief, "").header("position");
        sayIn("brief", "1", "2", "3", "4", "5", "6", "7", "8");

        WireClient back = wire.connect();
        Stomp receipt = join(back, brief, "since:" + position + "\n");
        assertThat(receipt.headers())
                .containsEntry("recovered", "false")
                .containsEntry("missed", "5")
                .containsEntry("lost", "3");
        assertThat(texts(back, KEPT)).containsExactly("4", "5", "6", "7", "8");
    }

    @Test
    void whatIsGoneAndWhatIsLeftOutAreToldApart(WireClients wire) {
        String position = join(wire.connect(), brief, "").header("position");
        sayIn("brief", "1", "2", "3", "4", "5", "6", "7", "8");

        WireClient back = wire.connect();
        Stomp receipt = join(back, brief, "since:" + position + "\nhistory:2\n");
        assertThat(receipt.headers())
                .containsEntry("recovered", "false")
                .containsEntry("missed", "2")
                .containsEntry("lost", "3")
                .containsEntry("skipped", "3");
        assertThat(texts(back, 2)).containsExactly("7", "8");
    }

    @Test
    void whatIsLostIsExactHoweverFastTheRoomForgets(WireClients wire) throws Exception {
        Position since = position(join(wire.connect(), brief, "").header("position"));
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService publishers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(
                        publishers.submit(() -> {
                            while (!over.get()) {
                                sayIn("brief", "x");
                            }
                        }));
            }
            try {
                for (int round = 0; round < 40; round++) {
                    comeBack(wire, since, round);
                }
            } finally {
                over.set(true);
            }
            for (Future<?> publisher : both) {
                publisher.get();
            }
        }
    }

    private void comeBack(WireClients wire, Position since, int round) {
        WireClient back = wire.connect();
        String written = since.toString().replace(":", "\\c");
        Stomp receipt = join(back, brief, "since:" + written + "\n");
        long first = position(back.nextMessage().header("message-id")).offset();
        String lost = receipt.header("lost");
        if (lost != null) {
            assertThat(first)
                    .as("the first that comes in round %d", round)
                    .isEqualTo(since.offset() + Long.parseLong(lost) + 1);
        }
        back.close();
    }

    private static Position position(String written) {
        return Objects.requireNonNull(Position.parse(written.replace("\\c", ":")));
    }

    @Test
    void theEdgeOfWhatIsKeptIsRecovered(WireClients wire) {
        String position = join(wire.connect(), brief, "").header("position");
        sayIn("brief", "1", "2", "3", "4", "5");
        WireClient back = wire.connect();
        Stomp receipt = join(back, brief, "since:" + position + "\n");
        assertThat(receipt.headers()).containsEntry("recovered", "true");
        assertThat(texts(back, KEPT)).containsExactly("1", "2", "3", "4", "5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"another\\c1", "another\\c0"})
    void aPositionOfAnotherPastIsNotMistaken(String position, WireClients wire) {
        say(chat, "one", "two");
        WireClient back = wire.connect();
        Stomp receipt = join(back, chat, "since:" + position + "\n");
        assertThat(receipt.headers())
                .containsEntry("recovered", "false")
                .containsEntry("missed", "2")
                .doesNotContainKey("lost");
        assertThat(texts(back, 2)).containsExactly("one", "two");
    }

    @Test
    void aPositionThatNeverWasIsNotMistaken(WireClients wire) {
        say(chat, "one");
        WireClient first = wire.connect();
        String epoch = join(first, chat, "").header("position").replaceAll("\\\\c.*", "");
        WireClient back = wire.connect();
        Stomp receipt = join(back, chat, "since:" + epoch + "\\c99\n");
        assertThat(receipt.headers()).containsEntry("recovered", "false");
        assertThat(texts(back, 1)).containsExactly("one");
    }

    @Test
    void whoWantsNoMoreThanSoManyIsToldWhatItDoesNotGet(WireClients wire) {
        String position = join(wire.connect(), chat, "").header("position");
        say(chat, "1", "2", "3", "4");
        WireClient back = wire.connect();
        Stomp receipt = join(back, chat, "since:" + position + "\nhistory:1\n");
        assertThat(receipt.headers())
                .containsEntry("recovered", "false")
                .containsEntry("missed", "1")
                .containsEntry("lost", "0")
                .containsEntry("skipped", "3");
        assertThat(texts(back, 1)).containsExactly("4");
    }

    @Test
    void whereNothingIsKeptWhoMissedNothingIsToldSo(WireClients wire) {
        String there = "/topic/main/" + room;
        WireClient stays = wire.connect();
        String position = join(stays, there, "").header("position");
        assertThat(join(wire.connect(), there, "since:" + position + "\n").headers())
                .containsEntry("recovered", "true")
                .containsEntry("missed", "0");
        broadcast.in("main").to(room).send("one");
        stays.nextMessage();
        WireClient back = wire.connect();
        assertThat(join(back, there, "since:" + position + "\n").headers())
                .containsEntry("recovered", "false")
                .containsEntry("missed", "0")
                .containsEntry("lost", "1");
        back.expectNothing();
    }

    // ---------------------------------------------------------------- what cannot be read

    @ParameterizedTest
    @ValueSource(
            strings = {
                "history:-1",
                "history:x",
                "history:",
                "history:1000000000",
                "since:",
                "since:x",
                "since:x\\c",
                "since:\\c1",
                "since:x\\c-1",
                "since:x\\c1234567890123456789"
            })
    void whatCannotBeReadIsRefused(String header, WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:" + chat + "\n" + header + "\n\n\0");
        client.expectError("bad-frame", 4500);
    }

    // ---------------------------------------------------------------- sent once

    @Test
    void aMessageSentTwiceUnderOneIdIsPublishedOnce(WireClients wire) {
        WireClient member = wire.connect();
        join(member, chat, "");
        String send = "SEND\ndestination:" + chat + "\nid:mine-1\nreceipt:%s\n\nhello\0";
        member.send(send.formatted("a"));
        Stomp message = member.nextMessage();
        Stomp first = member.receipt("a");
        member.send(send.formatted("b"));
        Stomp second = member.receipt("b");
        assertThat(first.header("position")).isEqualTo(message.header("message-id"));
        assertThat(second.header("position")).isEqualTo(first.header("position"));
        member.expectNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/chat/", "/topic/main/", "/topic/brief/"})
    void alsoByAGuestThatComesBack(String under, WireClients wire) {
        WireClient member = wire.join(under + room);
        String send = "SEND\ndestination:" + under + room + "\nid:mine-1\nreceipt:a\n\nhello\0";
        List<String> names = new ArrayList<>();
        List<String> positions = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            WireClient guest = wire.open();
            guest.send("CONNECT\naccept-version:1.2\nguest:0123456789abcdef\n\n\0");
            names.add(guest.next().header("user-name"));
            guest.send("SUBSCRIBE\nid:0\ndestination:" + under + room + "\nreceipt:in\n\n\0");
            guest.receipt("in");
            guest.send(send);
            Stomp next = guest.next();
            positions.add(
                    (next.command().equals("MESSAGE") ? guest.next() : next).header("position"));
            guest.close();
        }
        assertThat(names.getFirst()).startsWith("guest-").hasSize(26).isEqualTo(names.getLast());
        assertThat(positions.getFirst()).isNotNull().isEqualTo(positions.getLast());
        assertThat(texts(member, 1)).containsExactly("hello");
        member.expectNothing();
    }

    @Test
    void whatOthersCallTheSameIsAnotherMessage(WireClients wire) {
        WireClient one = wire.join(chat);
        WireClient two = wire.join(chat);
        String send = "SEND\ndestination:" + chat + "\nid:1\n\nhello\0";
        one.send(send);
        two.send(send);
        assertThat(texts(one, 2)).containsExactly("hello", "hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "0123456789abcde ", "0123456789abcdef/"})
    void aSecretThatCannotBeOneIsRefused(String secret, WireClients wire) {
        WireClient guest = wire.open();
        guest.send("CONNECT\naccept-version:1.2\nguest:" + secret + "\n\n\0");
        guest.expectError("bad-frame", 4500);
    }

    // ---------------------------------------------------------------- whom it was for

    @Test
    void whatWasSentToTwoRoomsComesBackOnce(WireClients wire) {
        String other = room + "-2";
        WireClient client = wire.connect();
        String here = join(client, chat, "").header("position");
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/chat/" + other + "\nreceipt:b\n\n\0");
        String there = client.receipt("b").header("position");
        client.close();
        broadcast.in("chat").to(room, other).send("both");

        WireClient back = wire.connect();
        join(back, chat, "since:" + here + "\n");
        assertThat(texts(back, 1)).containsExactly("both");
        back.send(
                "SUBSCRIBE\nid:1\ndestination:/topic/chat/%s\nsince:%s\nreceipt:b\n\n\0"
                        .formatted(other, there));
        back.receipt("b");
        back.expectNothing();
    }

    @Test
    void whoIsInAnExceptedRoomDoesNotReadItLaterEither(WireClients wire) {
        broadcast.in("chat").to(room).exceptRooms(room + "-not").send("not for all");
        WireClient outside = wire.connect();
        join(outside, chat, "history:1\n");
        assertThat(texts(outside, 1)).containsExactly("not for all");
        WireClient inside = wire.connect();
        inside.send("SUBSCRIBE\nid:n\ndestination:" + chat + "-not\nreceipt:n\n\n\0");
        inside.receipt("n");
        join(inside, chat, "history:1\n");
        inside.expectNothing();
    }

    @Test
    void whoWantedNoEchoCanTellItsOwn(WireClients wire) {
        WireClient sender = wire.join(chat);
        sender.send("SEND\ndestination:" + chat + "\necho:false\nreceipt:s\n\nown\0");
        sender.receipt("s");
        WireClient reader = wire.connect();
        join(reader, chat, "history:1\n");
        Stomp replayed = reader.nextMessage();
        assertThat(replayed.header("echo")).isEqualTo("false");
        assertThat(replayed.header("client")).isEqualTo(sender.id());
        // On the connection that sent it, it is still no echo.
        sender.send("SUBSCRIBE\nid:again\ndestination:" + chat + "\nhistory:1\nreceipt:h\n\n\0");
        sender.receipt("h");
        sender.expectNothing();
    }

    // ---------------------------------------------------------------- order and bounds

    @Test
    void aVolatileMessageDoesNotOvertakeWhatItsSenderSaidBefore(WireClients wire) {
        WireClient member = wire.join(chat);
        WireClient sender = wire.join(chat);
        for (int i = 0; i < 100; i++) {
            sender.send(
                    "SEND\ndestination:%s\n\n%d\0".formatted(chat, 2 * i),
                    "SEND\ndestination:%s\nvolatile:true\n\n%d\0".formatted(chat, 2 * i + 1));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(member.nextMessage().bodyText()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void aRoomThatKeepsSomethingCountsAsARoom(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/narrow/one\nreceipt:1\n\nkept\0");
        client.receipt("1");
        // Two wrote to it: it does not give way.
        WireClient other = wire.connect();
        other.send("SEND\ndestination:/topic/narrow/one\nreceipt:2\n\ntoo\0");
        other.receipt("2");
        client.send("SEND\ndestination:/topic/narrow/two\n\nno room\0");
        assertThat(client.nextMessage().bodyText()).contains("\"code\":\"too-many-rooms\"");
        client.send("SUBSCRIBE\nid:2\ndestination:/topic/narrow/two\n\n\0");
        assertThat(client.nextMessage().bodyText()).contains("\"code\":\"too-many-rooms\"");
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/narrow/one\nhistory:5\n\n\0");
        assertThat(texts(client, 2)).containsExactly("kept", "too");
        client.send("SEND\ndestination:/topic/narrow/one\n\nmore\0");
        assertThat(texts(client, 1)).containsExactly("more");
    }

    // ---------------------------------------------------------------- much of it

    @Test
    void aReplayIsLongerThanAnOutboxAndStaysInOrder(WireClients wire) {
        String filler = "x".repeat(2_000);
        int count = 2_000;
        for (int i = 1; i < count; i++) {
            broadcast.in("chat").to(room).send(i + filler);
        }
        say(chat, count + filler);
        WireClient client = wire.connect();
        assertThat(join(client, chat, "history:" + count + "\n").header("missed"))
                .isEqualTo(String.valueOf(count));
        for (int i = 1; i <= count; i++) {
            Stomp message = client.nextMessage();
            assertThat(message.offset()).isEqualTo(i);
            assertThat(message.bodyText()).startsWith(i + "x");
        }
        client.expectNothing();
    }

    private void say(String destination, String... texts) {
        assertThat(destination).isEqualTo(chat);
        sayIn("chat", texts);
    }

    private void sayIn(String namespace, String... texts) {
        for (String text : texts) {
            broadcast.in(namespace).to(room).publish("message", text).join();
        }
    }

    private static Stomp join(WireClient client, String destination, String headers) {
        client.send(
                "SUBSCRIBE\nid:0\ndestination:"
                        + destination
                        + "\n"
                        + headers
                        + "receipt:in\n\n\0");
        return client.receipt("in");
    }

    private static List<String> texts(WireClient client, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(client.nextMessage().bodyText());
        }
        return texts;
    }
}
