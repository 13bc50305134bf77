package io.hubbub.transport;

import static io.hubbub.transport.SockJsTestClient.ask;
import static io.hubbub.transport.SockJsTestClient.to;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.HubbubApplication;
import io.hubbub.client.Clients;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** SockJS's protocol 0.3.3 over HTTP, rule by rule, at the wire. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.limits.close-time=4s",
            "hubbub.limits.messages-per-second=10000000",
            "hubbub.limits.bytes-per-second=1GB"
        })
@Timeout(60)
class SockJsProtocolTest {

    private static final String PRELUDE = "h".repeat(2048) + "\n";
    private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";

    @LocalServerPort private int port;
    @Autowired private Clients clients;

    private SockJsTestClient client() {
        return new SockJsTestClient(port);
    }

    private String at(String path) {
        return "http://localhost:" + port + "/sockjs" + path;
    }

    /** A request on a connection of its own. */
    private Socket open(String head) throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(head.getBytes(UTF_8));
        return socket;
    }

    private static String post(SockJsTestClient client, String transport) {
        return new String(client.head(transport, 0, ""), UTF_8);
    }

    /** Reads until this was read; returns all. */
    private static String until(String end, Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            assertThat(next).as("after %s", read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    private static String streamed(SockJsTestClient client, String transport) throws Exception {
        return ask(to(client.session() + "/" + transport).POST(BodyPublishers.noBody())).body();
    }

    // ---------------------------------------------------------------- who hangs up

    @Test
    void anAbortedPollEndsTheSession() throws Exception {
        SockJsTestClient client = client();
        assertThat(client.poll()).isEqualTo("o\n");
        try (Socket waiting = open(post(client, "xhr"))) {
            await().until(() ->
                    client.poll().equals("c[2010,\"Another connection still open\"]\n"));
            assertThat(waiting.isClosed()).isFalse();
        }

        assertThat(client.poll()).isEqualTo("c[1002,\"Connection interrupted\"]\n");
        assertThat(client.poll()).isEqualTo("c[1002,\"Connection interrupted\"]\n");
        assertThat(ask(client.sending("[\"\\n\"]")).statusCode()).isEqualTo(404);
    }

    @Test
    void anAbortedStreamEndsTheSession() throws Exception {
        SockJsTestClient client = client();
        try (Socket waiting = open(post(client, "xhr_streaming"))) {
            until("o\n", waiting);
            assertThat(streamed(client, "xhr_streaming"))
                    .isEqualTo(PRELUDE + "c[2010,\"Another connection still open\"]\n");
        }

        assertThat(streamed(client, "xhr_streaming"))
                .isEqualTo(PRELUDE + "c[1002,\"Connection interrupted\"]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xhr", "xhr_streaming", "eventsource", "htmlfile?c=a"})
    void whoHangsUpIsGoneBeforeTheNextHeartbeat(String transport) throws Exception {
        SockJsTestClient client = client();
        String path = transport.startsWith("xhr") ? "POST " : "GET ";
        path += URI.create(client.session()).getPath() + "/" + transport;
        String request = path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String id;
        try (Socket waiting = open(request)) {
            until("o", waiting);
            client.send(CONNECT);
            if (transport.equals("xhr")) {
                waiting.getOutputStream().write(request.getBytes(UTF_8));
            }
            String head = until("\\nclient:", waiting);
            assertThat(head).contains("CONNECTED");
            id = until("\\n", waiting).replaceAll("\\\\.*", "");
            assertThat(clients.find(id)).isNotNull();
            if (transport.equals("xhr")) {
                until("]\n", waiting);
                waiting.getOutputStream().write(request.getBytes(UTF_8));
            }
        }

        String gone = id;
        await().atMost(Duration.ofSeconds(20)).until(() -> clients.find(gone) == null);
    }

    @Test
    void aConnectionThatIsResetIsGoneToo() throws Exception {
        SockJsTestClient client = client();
        try (Socket waiting = open(post(client, "xhr_streaming"))) {
            until("o\n", waiting);
            waiting.setSoLinger(true, 0);
        }

        assertThat(streamed(client, "xhr_streaming"))
                .isEqualTo(PRELUDE + "c[1002,\"Connection interrupted\"]\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestThatIsSentBeforeTheAnswerIsNotLost(boolean atOnce) throws Exception {
        SockJsTestClient client = client();
        assertThat(client.poll()).isEqualTo("o\n");
        String greeting = "GET /sockjs HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String poll = post(client, "xhr");
        String following = poll + greeting + poll + greeting;
        try (Socket socket = open(atOnce ? poll + following : poll)) {
            if (!atOnce) {
                await().until(() -> client.poll().startsWith("c[2010,"));
                socket.getOutputStream().write(following.getBytes(UTF_8));
            }
            client.send(CONNECT);
            assertThat(until("]\n", socket)).contains("a[\"CONNECTED\\n");
            client.send("SUBSCRIBE\nid:0\ndestination:/topic/ahead\nreceipt:1\n\n\0");
            assertThat(until("]\n", socket)).contains("a[\"RECEIPT\\nreceipt-id:1\\n");
            assertThat(until("SockJS!\n", socket)).contains("\r\n\r\nWelcome to SockJS!\n");
            client.send("DISCONNECT\nreceipt:2\n\n\0");
            assertThat(until("]\n", socket)).contains("a[\"RECEIPT\\nreceipt-id:2\\n");
            assertThat(until("SockJS!\n", socket)).contains("\r\n\r\nWelcome to SockJS!\n");
        }
    }

    // ---------------------------------------------------------------- transports

    @Test
    void aPollBringsAllThatWaits() throws Exception {
        SockJsTestClient client = client().connectByPolling();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/waits\nreceipt:1\n\n\0");
        assertThat(client.polledMessage()).startsWith("RECEIPT\n");

        for (int i = 0; i < 50; i++) {
            client.send("SEND\ndestination:/topic/waits\nreceipt:" + i + "\n\n\0");
        }

        String all = client.poll();
        assertThat(all.split("\"MESSAGE\\\\n", -1)).hasSize(51);
        assertThat(all.split("\"RECEIPT\\\\n", -1)).hasSize(51);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,xhr,application/javascript;charset=UTF-8",
        "POST,xhr_streaming,application/javascript;charset=UTF-8",
        "GET,eventsource,text/event-stream",
        "GET,htmlfile?c=%63allback,text/html;charset=UTF-8"
    })
    void anAnswerSaysWhatItIsAndIsNotKept(String method, String transport, String type)
            throws Exception {
        String path = URI.create(client().session()).getPath() + "/" + transport;
        try (Socket socket = open(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            String head = until("\r\n\r\n", socket);

            assertThat(head)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("\r\nContent-Type: " + type + "\r\n")
                    .contains(
                            "\r\nCache-Control: no-store, no-cache, no-transform, must-revalidate,"
                                    + " max-age=0\r\n")
                    .doesNotContain("\r\nExpires", "\r\nPragma", "\r\nLast-Modified");
            until("o", socket);
        }
    }

    @Test
    void aSendIsAnsweredWithATypeAndNothingElse() throws Exception {
        SockJsTestClient client = client().connectByPolling();
        String body = "[\"\\n\"]";
        for (String type : new String[] {"text/plain", "T", "application/json", "text/xml"}) {
            String head =
                    new String(
                            client.head(
                                    "xhr_send", body.length(), "Content-Type: " + type + "\r\n"),
                            UTF_8);
            try (Socket socket = open(head + body)) {
                assertThat(until("\r\n\r\n", socket))
                        .startsWith("HTTP/1.1 204 ")
                        .containsIgnoringCase("\r\nContent-Type: text/plain;charset=UTF-8\r\n")
                        .contains("\r\nCache-Control: no-store, no-cache, no-transform,")
                        .doesNotContain("\r\nExpires", "\r\nContent-Length");
            }
        }
    }

    @Test
    void aSendMayComeInChunksAndMayNotBePacked() throws Exception {
        SockJsTestClient client = client().connectByPolling();
        String head = "POST " + URI.create(client.session()).getPath() + "/xhr_send HTTP/1.1\r\n";
        String chunked = head + "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (Socket socket = open(chunked + "2\r\n[\"\r\n")) {
            socket.getOutputStream().write("4\r\n\\n\"]\r\n0\r\n\r\n".getBytes(UTF_8));
            assertThat(until("\r\n\r\n", socket)).startsWith("HTTP/1.1 204 ");
        }
        assertThat(ask(client.sending("[\"\\n\"]").header("Content-Encoding", "gzip")).statusCode())
                .as("taken for what it is, whatever it is called")
                .isEqualTo(204);
        assertThat(ask(client.sending("\u001f\u008b\b\0\0\0")).body())
                .isEqualTo("Broken JSON encoding.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_/_", "/1/1", "/abcdefgh_i-j%20/abcdefg_i-j%20"})
    void anyNameIsASessions(String names) throws Exception {
        assertThat(ask(to(at(names + "/xhr")).POST(BodyPublishers.noBody())).body())
                .isEqualTo("o\n");
    }

    @Test
    void theServersPartOfAnAddressIsOfNoMatter() throws Exception {
        SockJsTestClient client = client();
        client.poll();
        String elsewhere = client.session().replace("/000/", "/999/");
        assertThat(
                        ask(to(elsewhere + "/xhr_send").POST(BodyPublishers.ofString("[\"\\n\"]")))
                                .statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "/a.html",
                "/a/a",
                "/a/a/",
                "/a/",
                "/a./a/xhr",
                "/a/a./xhr",
                "/iframe.htm",
                "/IFRAME.HTML",
                "/iframe.xml",
                "/iframe-/.html",
                "/a/a/xhr/",
                "/a/a/jsonp?c=a"
            })
    void whatIsNoAddressIsNotFound(String path) throws Exception {
        for (String method : new String[] {"GET", "POST"}) {
            String request = method + " /sockjs" + path + " HTTP/1.1\r\nHost: localhost\r\n";
            try (Socket socket = open(request + "Content-Length: 0\r\n\r\n")) {
                assertThat(until("\r\n\r\n", socket)).startsWith("HTTP/1.1 404 ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/0/m/xhr,'OPTIONS, POST'",
        "HEAD,/0/m/xhr,'OPTIONS, POST'",
        "PUT,/0/m/xhr_streaming,'OPTIONS, POST'",
        "DELETE,/0/m/xhr_send,'OPTIONS, POST'",
        "POST,/0/m/eventsource,'OPTIONS, GET'",
        "HEAD,/0/m/htmlfile,'OPTIONS, GET'",
        "POST,/info,'OPTIONS, GET'",
        "DELETE,/iframe.html,GET",
        "POST,'',GET"
    })
    void anotherMethodIsNotAllowed(String method, String path, String allowed) throws Exception {
        String request = method + " /sockjs" + path + " HTTP/1.1\r\nHost: localhost\r\n";
        try (Socket socket = open(request + "Content-Length: 0\r\n\r\n")) {
            assertThat(until("\r\n\r\n", socket))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("\r\nAllow: " + allowed + "\r\n")
                    .doesNotContain("\r\nContent-Type");
        }
    }

    // ---------------------------------------------------------------- what is no transport

    @ParameterizedTest
    @CsvSource({
        "/info,'OPTIONS, GET'",
        "/abc/abc/xhr,'OPTIONS, POST'",
        "/abc/abc/xhr_send,'OPTIONS, POST'",
        "/abc/abc/xhr_streaming,'OPTIONS, POST'",
        "/abc/abc/eventsource,'OPTIONS, GET'"
    })
    void whatABrowserAsksBeforehandItMayKeep(String path, String methods) throws Exception {
        for (String origin : new String[] {null, "http://localhost:" + port}) {
            var request = to(at(path)).method("OPTIONS", BodyPublishers.noBody());
            if (origin != null) {
                request.header("Origin", origin);
                request.header("Access-Control-Request-Method", "POST");
                request.header("Access-Control-Request-Headers", "a, b, c");
            }
            HttpResponse<String> answer = ask(request);

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("cache-control"))
                    .contains("public, max-age=31536000");
            assertThat(answer.headers().firstValue("expires").orElse("")).contains(" GMT");
            assertThat(answer.headers().firstValue("access-control-max-age")).contains("31536000");
            assertThat(answer.headers().firstValue("access-control-allow-methods"))
                    .contains(methods);
            assertThat(answer.headers().firstValue("access-control-allow-origin").orElse(null))
                    .isEqualTo(origin);
            assertThat(answer.headers().firstValue("access-control-allow-headers").orElse(null))
                    .isEqualTo(origin == null ? null : "a, b, c");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/iframe.html",
                "/iframe-a.html",
                "/iframe-.html",
                "/iframe-0.1.2.html",
                "/iframe-0.1.2abc-dirty.2144.html?t=qweqweq123"
            })
    void theIframesPageIsKeptForAYear(String path) throws Exception {
        HttpResponse<String> page = ask(to(at(path)));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type").orElse(""))
                .isEqualToIgnoringCase("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("cache-control")).contains("public, max-age=31536000");
        assertThat(page.headers().firstValue("expires").orElse("")).contains(" GMT");
        assertThat(page.headers().firstValue("pragma")).isEmpty();
        assertThat(page.headers().firstValue("last-modified")).isEmpty();
        assertThat(page.headers().firstValue("set-cookie")).isEmpty();
        String tag = page.headers().firstValue("etag").orElse("");
        assertThat(tag).isNotEmpty();

        HttpResponse<String> again = ask(to(at(path)).header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("content-type")).isEmpty();
        assertThat(again.body()).isEmpty();
    }

    @Test
    void infoIsNeverKeptAndEachTimeAnother() throws Exception {
        HttpResponse<String> info = ask(to(at("/info")));

        assertThat(info.headers().firstValue("cache-control").orElse("")).startsWith("no-store,");
        assertThat(info.headers().firstValue("set-cookie")).isEmpty();
        assertThat(info.body()).isNotEqualTo(ask(to(at("/info"))).body());
    }
}
