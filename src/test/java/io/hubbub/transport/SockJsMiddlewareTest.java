package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.MiddlewareStage;
import io.hubbub.contract.MiddlewareWireTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** Middlewares, with clients that send frames in many requests at once. */
@MiddlewareWireTest
class SockJsMiddlewareTest {

    private static final int REQUESTS = 10;

    @LocalServerPort private int port;
    @Autowired private Broadcast broadcast;
    @Autowired private MiddlewareStage stage;

    @Test
    void framesThatComeAtOnceEnterOnceWhileTheServerMovesTheirClient() throws Exception {
        SockJsTestClient client = new SockJsTestClient(port);
        client.poll();
        client.send("CONNECT\naccept-version:1.2\n\n\0");
        String id = client.polledMessage().replaceAll("(?s).*\nclient:([a-z0-9]+)\n.*", "$1");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String frame =
                    "SEND\ndestination:/topic/watched/r%d\nx-enter:wait\nreceipt:%d\n\n\0"
                            .formatted(i, i);
            String body = JsonMapper.shared().writeValueAsString(List.of(frame));
            answers.add(SockJsTestClient.askLater(client.sending(body)));
        }
        CountDownLatch latch = stage.awaitWaiting();
        assertThat(broadcast.in("watched").client(id).join("a", "b", "c")).isEqualTo(3);
        assertThat(broadcast.in("watched").client(id).leave("b")).isEqualTo(1);
        assertThat(stage.isWaiting()).isFalse();
        latch.countDown();

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(204);
        }
        List<String> receipts = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            receipts.add(client.polledMessage());
        }
        assertThat(receipts).doesNotHaveDuplicates().allMatch(r -> r.startsWith("RECEIPT\n"));
        assertThat(stage.entries(id, "watched")).isEqualTo(1);
        client.send("DISCONNECT\n\n\0");
    }
}
