package io.hubbub.transport;

import static io.hubbub.transport.SockJsTestClient.ask;
import static io.hubbub.transport.SockJsTestClient.line;
import static io.hubbub.transport.SockJsTestClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import java.io.BufferedReader;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** SockJS over HTTP, on servers that the test itself starts and stops. */
@Timeout(60)
class SockJsSettingsTest {

    @Test
    void listedOriginsAreAdmittedWithCredentials() throws Exception {
        for (String allowed : List.of("*", "https://elsewhere.example")) {
            try (ConfigurableApplicationContext server =
                    start("--hubbub.transport.allowed-origins=" + allowed)) {
                HttpResponse<String> answer =
                        ask(
                                to("http://localhost:" + port(server) + "/sockjs/info")
                                        .header("Origin", "https://elsewhere.example"));

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().map())
                        .containsEntry(
                                "access-control-allow-origin", List.of("https://elsewhere.example"))
                        .containsEntry("access-control-allow-credentials", List.of("true"));
            }
        }
    }

    @Test
    void aServerThatStopsTellsItsClientsAndDoesNotWaitForThem() throws Exception {
        ConfigurableApplicationContext server = start();
        SockJsTestClient streaming = new SockJsTestClient(port(server));
        SockJsTestClient.Streamed stream = streaming.new Streamed();
        streaming.send("CONNECT\naccept-version:1.2\n\n\0");
        assertThat(stream.message()).startsWith("CONNECTED\n");
        SockJsTestClient polling = new SockJsTestClient(port(server)).connectByPolling();
        BufferedReader notConnected = new SockJsTestClient(port(server)).stream("eventsource");
        assertThat(line(notConnected)).isEqualTo("data: o");

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);

        assertThat(polling.poll()).contains("\\ncode:shutting-down\\n");
        assertThat(polling.poll()).isEqualTo("c[1012,\"shutting-down\"]\n");
        assertThat(stream.message()).contains("\ncode:shutting-down\n");
        assertThat(line(notConnected)).contains("\\ncode:shutting-down\\n");
        assertThat(line(notConnected)).isEqualTo("data: c[1012,\"shutting-down\"]");
        stopping.get(5, TimeUnit.SECONDS);
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(HubbubApplication.class)
                .properties("server.port=0")
                .run(arguments);
    }

    private static int port(ConfigurableApplicationContext server) {
        return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
