package io.hubbub.login;

import static io.hubbub.login.HttpVisitor.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.transport.ShortWay;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Hubbub in an application with paths of its own, and behind a proxy. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {HubbubApplication.class, EmbeddingTest.Shop.class},
        properties = {
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "server.forward-headers-strategy=native",
            "hubbub.transport.allowed-hosts=chat.example.com"
        })
class EmbeddingTest {

    @TestConfiguration(proxyBeanMethods = false)
    static class Shop {

        @Bean
        @Order(1)
        SecurityFilterChain shop(HttpSecurity http) {
            return http.securityMatcher("/shop/**")
                    .authorizeHttpRequests(r -> r.anyRequest().permitAll())
                    .build();
        }

        @RestController
        static class Shelf {
            @GetMapping({"/shop/offers", "/offers"})
            String offers() {
                return "none";
            }
        }
    }

    @LocalServerPort private int port;
    @Autowired private ShortWay way;
    @Autowired private Clients clients;

    @Test
    void itsOwnChainDecidesForItsOwnPaths() {
        HttpResponse<String> answer = new HttpVisitor(port).get("/shop/offers");
        assertThat(answer.body()).isEqualTo("none");
        assertThat(answer.headers().firstValue("content-security-policy")).isEmpty();
    }

    @Test
    void whatItDoesNotDeclareStaysShut() {
        assertThat(new HttpVisitor(port).get("/offers").statusCode()).isEqualTo(401);
        HttpVisitor admin = new HttpVisitor(port).login("admin", Tokens.ADMIN_PASSWORD);
        assertThat(admin.get("/offers").statusCode()).isEqualTo(403);
    }

    @Test
    void hubbubsOwnPathsAreGuardedAsEver() {
        HttpVisitor visitor = new HttpVisitor(port);
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(401);
        assertThat(visitor.get("/shop/../admin").statusCode()).isIn(400, 401);
        assertThat(visitor.get("/shop/..;/admin").statusCode()).isIn(400, 401);
        assertThat(location(visitor.get("/admin", HttpVisitor.PAGE)))
                .isEqualTo("/login?to=%2Fadmin");
        assertThat(visitor.login("admin", Tokens.ADMIN_PASSWORD).get("/admin").statusCode())
                .isEqualTo(200);
    }

    @Test
    void behindAProxyThatEndsTlsTheCookieStaysOnTlsToo() {
        HttpResponse<String> in =
                new HttpVisitor(port)
                        .post(
                                "/login",
                                Map.of("name", "admin", "password", Tokens.ADMIN_PASSWORD),
                                "X-Forwarded-Proto",
                                "https",
                                "X-Forwarded-Host",
                                "chat.example.com",
                                "Origin",
                                "https://chat.example.com");
        assertThat(in.headers().allValues("set-cookie"))
                .singleElement()
                .asString()
                .matches("JSESSIONID=[^;]+; Path=/; Secure; HttpOnly; SameSite=Lax");
    }

    /**
     * What the proxy says also counts for handshakes, which few of an application's filters see.
     */
    @Test
    void behindAProxyAHandshakeComesFromWhereTheProxySays() {
        assertThat(way.isOpen()).as("the shop's chain is for its own paths").isTrue();
        String[] forwarded = {
            "X-Forwarded-For: 203.0.113.7",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: 198.51.100.9",
            "Origin: https://198.51.100.9"
        };
        try (WireClient client = WireClient.open(port, "/ws", forwarded)) {
            assertThat(client.responseHeader("x-frame-options")).isNull();
            Client known = Objects.requireNonNull(clients.find(client.connect("1.2", "0,0").id()));
            assertThat(known.origin().address()).isEqualTo("203.0.113.7");
        }
        forwarded[1] = "X-Forwarded-Proto: http";
        try (WireClient client = WireClient.open(port, "/ws", forwarded)) {
            assertThat(client.status()).isEqualTo(403);
        }
    }
}
