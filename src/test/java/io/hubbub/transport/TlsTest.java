package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.broadcast.Broadcast;
import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.login.HttpVisitor;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The same promises over TLS. */
@SpringBootTest(
        classes = HubbubApplication.class,
        // More than the test sends: its client is to be behind, but not too far behind.
        properties = {
            "hubbub.limits.outbox-size=32MB",
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.limits.messages-per-second=10000000",
            "hubbub.limits.bytes-per-second=1GB"
        },
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
class TlsTest {

    private static final String PASSWORD = "only for this test";

    private static Path keys;

    @LocalServerPort private int port;
    @Autowired private Broadcast broadcast;
    @Autowired private Clients clients;

    /** Each run makes its own key, so that none is kept in the repository. */
    @DynamicPropertySource
    static void tls(DynamicPropertyRegistry properties) throws Exception {
        Path directory = Files.createTempDirectory("hubbub-tls");
        keys = directory.resolve("keys.p12");
        directory.toFile().deleteOnExit();
        keys.toFile().deleteOnExit();
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "hubbub",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                keys.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        properties.add("server.ssl.key-store", keys::toString);
        properties.add("server.ssl.key-store-password", () -> PASSWORD);
    }

    @Test
    void whoFallsBehindForAMomentMissesNothing() throws Exception {
        WireClient client =
                WireClient.open(
                        tls().getSocketFactory(), port, "/ws", "Sec-WebSocket-Protocol: v12.stomp");
        client.connect("1.2", "0,0");
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/tls\nreceipt:joined\n\n\0");
        client.expectReceipt("joined");
        String body = "x".repeat(16_000);
        int sent = 0;
        // Until the socket is full. From then on the server has to wait and to go on afterwards.
        while (!isBehind(client)) {
            broadcast.in("main").to("tls").send(sent + " " + body);
            sent++;
        }
        for (int more = 0; more < 20; more++) {
            broadcast.in("main").to("tls").send(sent + " " + body);
            sent++;
        }

        for (int i = 0; i < sent; i++) {
            assertThat(client.nextMessage().bodyText()).startsWith(i + " ");
        }
        client.send("DISCONNECT\nreceipt:bye\n\n\0");
        client.expectReceipt("bye");
        client.expectClose(1000);
    }

    @Test
    void theSessionsCookieStaysOnTls() throws Exception {
        HttpResponse<String> in =
                new HttpVisitor(port, tls())
                        .post("/login", Map.of("name", "admin", "password", Tokens.ADMIN_PASSWORD));

        assertThat(in.headers().allValues("set-cookie"))
                .singleElement()
                .asString()
                .matches("JSESSIONID=[^;]+; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(in.headers().firstValue("strict-transport-security")).isPresent();
    }

    private boolean isBehind(WireClient wire) throws Exception {
        Client client = clients.find(wire.id());
        CompletableFuture<Boolean> behind = new CompletableFuture<>();
        client.lane().execute(_ -> behind.complete(client.isBehind()));
        return behind.get(30, TimeUnit.SECONDS);
    }

    private static SSLContext tls() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
