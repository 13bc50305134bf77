package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Clients;
import io.hubbub.client.Lane;
import io.hubbub.contract.Backstage;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireFixture;
import io.hubbub.contract.WireTest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Promise 3: a receipt means done. */
@WireTest
class ReceiptTest {

    @Autowired private Clients clients;
    @Autowired private Backstage backstage;

    @Test
    void everyFrameThatAsksGetsOne(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:one\n\n\0");
        client.expect("RECEIPT\nreceipt-id:one\nposition:*\n\n\0");
        client.send("SEND\ndestination:/topic/main/b\nreceipt:two\n\nhello\0");
        client.expect("RECEIPT\nreceipt-id:two\n\n\0");
        client.send("UNSUBSCRIBE\nid:0\nreceipt:three\n\n\0");
        client.expect("RECEIPT\nreceipt-id:three\n\n\0");
        client.send("SUBSCRIBE\nid:1\ndestination:/user/queue/replies\nreceipt:four\n\n\0");
        client.expect("RECEIPT\nreceipt-id:four\n\n\0");
        client.send("UNSUBSCRIBE\nid:1\nreceipt:five\n\n\0");
        client.expect("RECEIPT\nreceipt-id:five\n\n\0");
        client.send("SEND\ndestination:/app/main/b\nreceipt:six\n\nhello\0");
        client.expect("RECEIPT\nreceipt-id:six\n\n\0");
        client.send("DISCONNECT\nreceipt:seven\n\n\0");
        client.expect("RECEIPT\nreceipt-id:seven\n\n\0");
        client.expectClose(1000);
    }

    @Test
    void aFrameThatDoesNotAskGetsNone(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\n\n\0", "UNSUBSCRIBE\nid:0\n\n\0");
        client.send("SEND\ndestination:/topic/main/b\n\n\0").expectNothing();
        client.send("DISCONNECT\n\n\0").expectClose(1000);
    }

    @Test
    void connectHasNoReceipt(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nhost:localhost\nreceipt:1\n\n\0");
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        client.expectNothing();
    }

    /** Else a client that takes its position from the receipt would go back to it. */
    @Test
    void theReceiptOfAJoinComesBeforeTheRoomsFirstMessage(WireClients wire) throws Exception {
        WireClient sender = wire.connect();
        WireClient member = wire.connect();
        member.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:in\nx-lingers:1\n\n\0");
        backstage.awaitLingering();
        try {
            sender.send("SEND\ndestination:/topic/main/a\nreceipt:sent\n\nhello\0");
            sender.receipt("sent");
            member.receipt("in");
            assertThat(member.nextMessage().bodyText()).isEqualTo("hello");
        } finally {
            backstage.goOn();
        }
    }

    @Test
    void aReceiptIsTheSameByteForByteAndEscaped(WireClients wire) {
        WireClient client = wire.connect("1.2");
        client.send("SEND\ndestination:/topic/main/a\nreceipt:a\\cb\\\\c\\nd\\re é\n\n\0");
        client.expect("RECEIPT\nreceipt-id:a\\cb\\\\c\\nd\\re é\n\n\0");
    }

    @RepeatedTest(20)
    void subscribesReceiptMeansThatNothingIsMissedFromThen(WireClients wire) {
        WireClient publisher = wire.connect();
        WireClient member = wire.connect();
        member.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:in\n\n\0");
        member.expectReceipt("in");
        publisher.send("SEND\ndestination:/topic/main/a\n\nhello\0");
        assertThat(member.nextMessage().bodyText()).isEqualTo("hello");
    }

    @RepeatedTest(20)
    void unsubscribesReceiptMeansThatNothingComesAfterIt(WireClients wire) {
        WireClient publisher = wire.connect();
        WireClient member = wire.join("/topic/main/a");
        for (int i = 0; i < 50; i++) {
            publisher.send("SEND\ndestination:/topic/main/a\n\n" + i + "\0");
        }
        member.send("UNSUBSCRIBE\nid:0\nreceipt:out\n\n\0");
        while (!member.next().command().equals("RECEIPT")) {
            // what was on its way
        }
        publisher.expectNothing();
        member.expectNothing();
    }

    @RepeatedTest(20)
    void sendsReceiptComesAfterTheSendersOwnMessage(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SEND\ndestination:/topic/main/a\nreceipt:1\n\nhello\0");
        assertThat(client.nextMessage().bodyText()).isEqualTo("hello");
        client.expectReceipt("1");
    }

    @RepeatedTest(20)
    void sendsReceiptMeansThatEveryMemberHasTheMessageBeforeWhateverComesLater(WireClients wire) {
        WireClient publisher = wire.connect();
        WireClient one = wire.join("/topic/main/a");
        WireClient two = wire.join("/topic/main/a");
        publisher.send("SEND\ndestination:/topic/main/a\nreceipt:1\n\nhello\0").expectReceipt("1");
        one.send("SEND\ndestination:/topic/main/nobody\nreceipt:later\n\n\0");
        two.send("SEND\ndestination:/topic/main/nobody\nreceipt:later\n\n\0");
        assertThat(one.nextMessage().bodyText()).isEqualTo("hello");
        assertThat(two.nextMessage().bodyText()).isEqualTo("hello");
        one.expectReceipt("later");
        two.expectReceipt("later");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/main/a", "/app/main/a", "/topic/main/empty\nalso:a"})
    void sendsReceiptWaitsForTheLastLaneThatHasMembers(String destination, WireClients wire) {
        WireClient member = wire.join("/topic/main/a");
        Lane busy = clients.find(member.id()).lane();
        WireClient publisher = wire.connect();
        while (clients.find(publisher.id()).lane() == busy) {
            publisher = wire.connect();
        }
        CountDownLatch released = new CountDownLatch(1);
        busy.execute(_ -> awaitQuietly(released));
        publisher.send("SEND\ndestination:" + destination + "\nreceipt:1\n\nhello\0");
        publisher.expectNothing();
        released.countDown();
        publisher.expectReceipt("1");
        assertThat(member.nextMessage().bodyText()).isEqualTo("hello");
    }

    @RepeatedTest(20)
    void aControllersReceiptComesAfterWhatItSent(WireClients wire) {
        WireClient client = wire.join("/topic/greetings");
        client.send("SEND\ndestination:/app/main/greet/bob\nreceipt:1\n\nhello\0");
        assertThat(client.nextMessage().bodyText()).endsWith("greets bob: hello");
        client.expectReceipt("1");
    }

    @Test
    void aControllerThatAnswersLaterGetsItsReceiptAfterTheAnswer(WireClients wire)
            throws InterruptedException {
        WireClient client = wire.join("/topic/later");
        client.send("SEND\ndestination:/app/later\nreceipt:1\n\n\0");
        CompletableFuture<String> answer = backstage.nextPromise();
        client.expectNothing();
        answer.complete("at last");
        assertThat(client.nextMessage().bodyText()).isEqualTo("at last");
        client.expectReceipt("1");
    }

    @Test
    void aControllerThatFailsLaterIsARefusalAndNoReceipt(WireClients wire)
            throws InterruptedException {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/app/fail-later\nreceipt:1\n\n\0");
        CompletableFuture<String> answer = backstage.nextPromise();
        client.expectNothing();
        answer.completeExceptionally(new IllegalStateException(WireFixture.SECRET));
        assertThat(client.nextMessage().bodyText())
                .contains("\"code\":\"server-error\"", "\"receipt\":\"1\"")
                .doesNotContain("swordfish");
        client.expectNothing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\ndestination:/topic/admin/x\n",
                "SEND\ndestination:/topic/chat/not-a-member\n",
                "SEND\ndestination:/app/throw\n",
                "SEND\ndestination:/app/throw-error\n",
                "SEND\ndestination:/app/refuse\n",
                "SEND\ndestination:/app/send-nowhere\n",
                "SEND\ndestination:/topic/*\n",
                "SEND\ndestination:/nowhere\n",
                "SEND\ndestination:/topic/x\nx-interceptor:throw\n",
                "SEND\ndestination:/topic/x\nx-interceptor:swallow\n",
                "SEND\ndestination:/topic/x\nx-interceptor:refuse\n",
                "SUBSCRIBE\nid:0\ndestination:/topic/admin/x\n",
                "SUBSCRIBE\nid:0\ndestination:/topic/x\nack:mine\n",
                "SUBSCRIBE\nid:0\ndestination:/app/nowhere\n",
                "SUBSCRIBE\nid:0\ndestination:/app/welcome-nobody\n",
                "UNSUBSCRIBE\nid:errors\nx-interceptor:throw\n"
            })
    void aRefusedFrameNeverGetsOne(String head, WireClients wire) {
        WireClient client = wire.connectListening();
        client.send(head + "receipt:1\n\n\0");
        assertThat(client.nextMessage().bodyText()).contains("\"receipt\":\"1\"");
        client.expectNothing();
    }

    @RepeatedTest(50)
    void aDisconnectsReceiptComesAfterThoseOfWhatWasSentBefore(WireClients wire) {
        wire.join("/topic/main/a");
        wire.join("/topic/main/a");
        WireClient client = wire.connect();
        client.send(
                "SEND\ndestination:/topic/main/a\nreceipt:1\n\nhello\0DISCONNECT\nreceipt:2\n\n\0");
        client.expectReceipt("1");
        client.expectReceipt("2");
        client.expectClose(1000);
    }

    @Test
    void aDisconnectWaitsForTheAnswerThatIsStillToCome(WireClients wire)
            throws InterruptedException {
        WireClient client = wire.join("/topic/later");
        client.send("SEND\ndestination:/app/later\nreceipt:1\n\n\0DISCONNECT\nreceipt:2\n\n\0");
        backstage.nextPromise().complete("at last");
        assertThat(client.nextMessage().bodyText()).isEqualTo("at last");
        client.expectReceipt("1");
        client.expectReceipt("2");
        client.expectClose(1000);
    }

    @Test
    void aFailureAfterDisconnectIsStillTold(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        client.send(
                "SEND\ndestination:/app/fail-later\nreceipt:1\n\n\0DISCONNECT\nreceipt:2\n\n\0");
        backstage.nextPromise().completeExceptionally(new Exception());
        assertThat(client.expectError("server-error", 4003).header("receipt-id")).isEqualTo("1");
    }

    @Test
    void whatComesAfterDisconnectIsNotRead(WireClients wire) {
        WireClient member = wire.join("/topic/main/a");
        WireClient client = wire.connect();
        client.send("DISCONNECT\nreceipt:1\n\n\0SEND\ndestination:/topic/main/a\n\nlate\0");
        client.expectReceipt("1");
        client.expectClose(1000);
        member.expectNothing();
    }

    @Test
    void aDisconnectThatAnInterceptorSwallowsIsADisconnect(WireClients wire) {
        WireClient client = wire.connect();
        client.send("DISCONNECT\nreceipt:1\nx-interceptor:swallow\n\n\0");
        client.expectReceipt("1");
        client.expectClose(1000);
    }
}
