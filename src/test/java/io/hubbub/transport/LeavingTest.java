package io.hubbub.transport;

import static io.hubbub.transport.SockJsTestClient.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.Backstage;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.desk.Drain;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The steps of a shutdown before clients are dismissed, one by one. */
@WireTest
@Timeout(60)
class LeavingTest {

    @Autowired private Drain door;
    @Autowired private Backstage backstage;

    @AfterEach
    void open() {
        door.dismiss();
        door.open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/sockjs/websocket", "/sockjs/000/leaving/websocket"})
    void aHandshakeIsAnswered503(String path, WireClients wire) {
        door.close();

        assertThat(wire.open(path).status()).isEqualTo(503);
    }

    @Test
    void theFirstRequestOfASockJsSessionIsAnswered503(WireClients wire) throws Exception {
        door.close();

        HttpResponse<String> answer = ask(new SockJsTestClient(wire.port()).polling());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("shutting-down");
    }

    @Test
    void aSocketThatWasOpenAndConnectsNowIsToldToComeBack(WireClients wire) {
        WireClient client = wire.open();
        door.close();

        client.send("CONNECT\naccept-version:1.2\n\n\0");

        client.expectError("shutting-down", 1012);
    }

    @Test
    void aMessageThatComesNowIsNotPublished(WireClients wire) {
        WireClient member = wire.join("/topic/main/leaving");
        WireClient sender = wire.connect();
        door.close();

        sender.send("SEND\ndestination:/topic/main/leaving\nreceipt:1\n\nlate\0");
        door.dismiss();

        Stomp error = sender.expectError("shutting-down", 1012);
        assertThat(error.header("receipt-id")).isEqualTo("1");
        door.open();
        member.expectNothing();
    }

    /** If a connection is cut with unread bytes, its client loses what it has not read yet. */
    @RepeatedTest(20)
    void whoKeepsSendingReadsWhyAllTheSame(WireClients wire) {
        WireClient sender = wire.connect();
        door.close();
        door.dismiss();

        String send = "SEND\ndestination:/topic/main/leaving\n\n" + "x".repeat(8_000) + "\0";
        for (int i = 0; i < 50; i++) {
            sender.send(send);
        }

        sender.expectError("shutting-down", 1012);
    }

    @Test
    void aClientMayStillSayGoodbye(WireClients wire) {
        WireClient client = wire.connect();
        door.close();

        client.send("DISCONNECT\nreceipt:bye\n\n\0");

        client.expectReceipt("bye").expectClose(1000);
    }

    @Test
    void aMessageOnItsWayReachesAlsoTheMemberWhoHasSentSomethingSince(WireClients wire)
            throws Exception {
        WireClient member = wire.join("/topic/later");
        WireClient sender = wire.connect();
        CompletableFuture<String> answer = beginLater(sender);
        door.close();
        member.send("SEND\ndestination:/topic/main/x\n\n\0");
        assertThat(wire.open("/ws").status()).isEqualTo(503);
        assertThat(door.isQuiet()).isFalse();

        answer.complete("in time");

        sender.expectReceipt("later");
        assertThat(member.nextMessage().bodyText()).isEqualTo("in time");
        door.dismiss();
        member.expectError("shutting-down", 1012);
    }

    @Test
    void whatEndsWhenClientsAreBeingDismissedGetsNoReceipt(WireClients wire) throws Exception {
        WireClient sender = wire.connect();
        CompletableFuture<String> answer = beginLater(sender);
        door.close();
        door.dismiss();

        answer.complete("too late");

        await().until(door::isQuiet);
        door.open();
        sender.expectNothing();
    }

    /** A frame that a controller has taken and not answered yet. */
    private CompletableFuture<String> beginLater(WireClient sender) throws Exception {
        sender.send("SEND\ndestination:/app/later\nreceipt:later\n\n\0");
        return backstage.nextPromise();
    }
}
