package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** A service whose disk has less free space than it must leave free. */
@ExtendWith(WireClients.Extension.class)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        classes = {HubbubApplication.class, WireFixture.class},
        properties = {"hubbub.lanes=2", "hubbub.store.reserve=1000TB"})
class FullDiskTest {

    private static final String LOBBY = "destination:/topic/chat/lobby\n";

    @Test
    void publishingIsRefusedAndTheRestGoesOn(WireClients wire) {
        WireClient member = wire.join("/topic/chat/lobby");
        WireClient sender = wire.connectListening();
        sender.send("SUBSCRIBE\nid:0\n" + LOBBY + "history:10\nreceipt:in\n\n\0");
        sender.receipt("in");

        sender.send("SEND\n" + LOBBY + "receipt:1\n\nkept\0");
        assertThat(sender.nextMessage().bodyText())
                .contains("\"code\":\"storage-full\"")
                .contains("\"receipt\":\"1\"");
        sender.send("SEND\n" + LOBBY + "volatile:true\n\ngone\0");
        assertThat(member.nextMessage().bodyText()).isEqualTo("gone");
        assertThat(sender.nextMessage().bodyText()).isEqualTo("gone");
        sender.send("SEND\ndestination:/topic/main/a\nreceipt:2\n\nnot kept anyway\0");
        sender.receipt("2");
        member.expectNothing();
    }

    @Test
    void readinessGoesDownAndSaysNothingToStrangers(WireClients wire) throws Exception {
        assertThat(status(wire, "/actuator/health/readiness")).isEqualTo(503);
        assertThat(status(wire, "/actuator/health/liveness")).isEqualTo(200);
    }

    private static int status(WireClients wire, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:" + wire.port() + path);
            return http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }
}
