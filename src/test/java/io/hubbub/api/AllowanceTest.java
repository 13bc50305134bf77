package io.hubbub.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who reads rooms over HTTP faster than a client may send. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.lanes=1",
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.jwt.secret=" + Tokens.SECRET,
            "hubbub.limits.bytes-per-second=16KB",
            "server.forward-headers-strategy=native"
        })
@Timeout(60)
class AllowanceTest {

    @LocalServerPort private int port;

    /**
     * @param address which a proxy says that it comes from
     */
    private HttpResponse<String> read(String address, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:%d/api/namespaces/chat/rooms/long/messages?last=1000"
                                                .formatted(port)))
                        .header("X-Forwarded-For", address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void whatIsReadIsChargedToItsAddressAndItsUserAndToNobodyElse() throws Exception {
        try (WireClient publisher = WireClient.open(port, "/ws")) {
            publisher.connect("1.2", "0,0");
            publisher.send("SUBSCRIBE\nid:0\ndestination:/topic/chat/long\nreceipt:in\n\n\0");
            publisher.expectReceipt("in");
            String send = "SEND\ndestination:/topic/chat/long\necho:false\nreceipt:s\n\n";
            for (int i = 0; i < 5; i++) {
                publisher.send(send + "x".repeat(40_000) + "\0").expectReceipt("s");
            }
        }
        // More than ten seconds' worth.
        assertThat(read("192.0.2.1").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = read("192.0.2.1");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"code\":\"too-many-bytes\"");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 60L);
        assertThat(read("192.0.2.2").statusCode()).isEqualTo(200);

        String[] token = {"Authorization", "Bearer " + Tokens.token("alice")};
        assertThat(read("198.51.100.1", token).statusCode()).isEqualTo(200);
        assertThat(read("198.51.100.2", token).statusCode())
                .as("a user is one wherever it comes from")
                .isEqualTo(429);
        assertThat(read("198.51.100.1").statusCode())
                .as("an address pays for its users too")
                .isEqualTo(429);
        assertThat(read("203.0.113.1").statusCode()).isEqualTo(200);
    }
}
