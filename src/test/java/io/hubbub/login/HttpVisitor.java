package io.hubbub.login;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A visitor at the HTTP port. It keeps the session's cookie and follows no redirect. Headers are
 * given as names and values in turn.
 */
public final class HttpVisitor {

    /** The headers with which a browser requests a page. */
    static final String[] PAGE = {"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"};

    private final HttpClient http;
    private final String server;
    private @Nullable String cookie;

    public HttpVisitor(int port) {
        this(HttpClient.newHttpClient(), "http://localhost:" + port);
    }

    /** Over TLS. */
    public HttpVisitor(int port, SSLContext tls) {
        this(HttpClient.newBuilder().sslContext(tls).build(), "https://localhost:" + port);
    }

    private HttpVisitor(HttpClient http, String server) {
        this.http = http;
        this.server = server;
    }

    /** The server's own origin. */
    public String origin() {
        return server;
    }

    /** The session's cookie as a header has it: {@code JSESSIONID=...}. */
    public String cookie() {
        return cookie == null ? "" : cookie;
    }

    HttpVisitor with(String newCookie) {
        cookie = newCookie;
        return this;
    }

    HttpResponse<String> get(String path, String... headers) {
        return ask("GET", path, "", headers);
    }

    /** A form of one of the server's own pages. */
    public HttpResponse<String> post(String path, Map<String, String> form) {
        return post(path, form, "Origin", server);
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        String body =
                form.entrySet().stream()
                        .map(e -> e.getKey() + '=' + encoded(e.getValue()))
                        .collect(Collectors.joining("&"));
        return ask("POST", path, body, headers);
    }

    /** Logs in and keeps the session. */
    public HttpVisitor login(String name, String password) {
        HttpResponse<String> answer =
                post("/login", Map.of("name", name, "password", password, "to", "/"));
        if (!location(answer).equals("/")) {
            throw new AssertionError("Not logged in: " + answer + location(answer));
        }
        return this;
    }

    public void logout() {
        if (!location(post("/logout", Map.of())).startsWith("/login")) {
            throw new AssertionError("Not logged out");
        }
    }

    HttpResponse<String> ask(String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", "application/x-www-form-urlencoded");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            List<String> set = answer.headers().allValues("set-cookie");
            if (!set.isEmpty()) {
                cookie = set.getFirst().replaceFirst(";.*", "");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("location").orElse("");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
