package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to get the administrators' pages over HTTP. To try another address, add it. */
@WireTest
class BreakInHttpTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/",
                "/admin/index.html",
                "/admin/main.js",
                "/admin?x=/login",
                "/admin%2Findex.html",
                "/%61dmin/index.html",
                "/admin;x=1/index.html",
                "/admin/..;/admin/index.html",
                "//admin/index.html",
                "/chat/../admin/index.html",
                "/chat/%2e%2e/admin/index.html",
                "/chat/..%2fadmin/index.html",
                "/ADMIN/index.html",
                "/static/admin/index.html",
                "/actuator",
                "/actuator/env",
                "/actuator/metrics",
                "/actuator/heapdump",
                "/application.yaml",
                "/WEB-INF/web.xml",
                "/webjars/",
                "/api/clients",
            })
    void noPageOfTheAdministratorsIsGivenToAnybodyElse(String path, WireClients wire)
            throws Exception {
        String user = "Bearer " + Tokens.token("mallory", "USER");
        for (Map<String, String> headers :
                List.of(
                        Map.<String, String>of(),
                        Map.of("Authorization", user),
                        Map.of("X-Original-URL", "/login", "X-Rewrite-URL", "/login"),
                        Map.of("X-Forwarded-Prefix", "/login", "X-Forwarded-For", "127.0.0.1"))) {
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE")) {
                assertThat(status(wire, method, path, headers))
                        .as(method + " " + path + " " + headers.keySet())
                        .isIn(302, 400, 401, 403, 404, 405);
            }
        }
    }

    /** The status of the answer. A redirect is not followed, and only leads to the login. */
    static int status(WireClients wire, String method, String path, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + wire.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            answer.headers()
                    .firstValue("Location")
                    .ifPresent(to -> assertThat(to).contains("/login"));
            return answer.statusCode();
        }
    }
}
