package io.hubbub.transport;

import static io.hubbub.transport.SockJsTestClient.ask;
import static io.hubbub.transport.SockJsTestClient.askLater;
import static io.hubbub.transport.SockJsTestClient.body;
import static io.hubbub.transport.SockJsTestClient.line;
import static io.hubbub.transport.SockJsTestClient.to;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hubbub.HubbubApplication;
import io.hubbub.broadcast.Broadcast;
import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** SockJS over plain HTTP, at the wire. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.limits.close-time=4s",
            "hubbub.limits.messages-per-second=10000000",
            "hubbub.limits.bytes-per-second=1GB"
        })
@Timeout(60)
class SockJsHttpTest {

    private static final String SUBSCRIBE =
            "SUBSCRIBE\nid:0\ndestination:/topic/%s\nreceipt:here\n\n\0";

    @LocalServerPort private int port;
    @Autowired private Clients clients;
    @Autowired private Broadcast broadcast;

    private String at(String path) {
        return "http://localhost:" + port + "/sockjs" + path;
    }

    private SockJsTestClient client() {
        return new SockJsTestClient(port);
    }

    private SockJsTestClient poller(String room) throws Exception {
        SockJsTestClient client = client().connectByPolling();
        client.send(SUBSCRIBE.formatted(room));
        assertThat(client.polledMessage()).startsWith("RECEIPT\nreceipt-id:here\nposition:");
        return client;
    }

    private static String send(String room, String body) {
        return "SEND\ndestination:/topic/" + room + "\n\n" + body + "\0";
    }

    // ---------------------------------------------------------------- what is no transport

    @Test
    void infoOffersWebSocketAndNeedsNoCookie() throws Exception {
        assertThat(ask(to(at("/info"))).body())
                .matches(
                        "\\{\"entropy\":-?\\d+,\"origins\":\\[\"\\*:\\*\"\\],"
                                + "\"cookie_needed\":false,\"websocket\":true\\}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void theEndpointGreets(String path) throws Exception {
        assertThat(ask(to(at(path))).body()).isEqualTo("Welcome to SockJS!\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/iframe.html", "/iframe-1.6.1.html"})
    void theIframesPageLoadsThisServersOwnLibrary(String path) throws Exception {
        HttpResponse<String> page = ask(to(at(path)));

        Matcher script = Pattern.compile("<script src=\"([^\"]+)\">").matcher(page.body());
        assertThat(script.find()).isTrue();
        String library = URI.create(at(path)).resolve(script.group(1)).toString();
        assertThat(ask(to(library)).body()).startsWith("/* sockjs-client v1.6.1");
        assertThat(page.headers().allValues("x-frame-options")).containsOnly("SAMEORIGIN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/iframe",
                "/0/s/jsonp",
                "/0/s",
                "/0/s/xhr/more",
                "/0/s.s/xhr",
                "/0/nobody/xhr_send"
            })
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertThat(ask(to(at(path)).POST(BodyPublishers.ofString("[\"\"]"))).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/info",
                "/iframe.html",
                "/0/foreign/eventsource",
                "/0/foreign/htmlfile?c=a",
                "/0/foreign/xhr",
                "/0/foreign/xhr_streaming",
                "/0/foreign/xhr_send"
            })
    void aForeignPageIsRefused(String path) throws Exception {
        var request = to(at(path)).header("Origin", "https://elsewhere.example");
        if (path.contains("xhr")) {
            request.POST(BodyPublishers.ofString("[\"\"]"));
        }

        HttpResponse<String> answer = ask(request);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void thisServersOwnPageIsAdmitted() throws Exception {
        String own = "http://localhost:" + port;
        assertThat(ask(client().polling().header("Origin", own)).body()).isEqualTo("o\n");
    }

    // ---------------------------------------------------------------- transports

    @Test
    void aPollEndsWithEachFrame() throws Exception {
        SockJsTestClient client = client();
        assertThat(client.poll()).isEqualTo("o\n");

        client.send("CONNECT\naccept-version:1.2\n\n\0");
        assertThat(client.poll())
                .startsWith("a[\"CONNECTED\\nversion:1.2\\n")
                .endsWith("\\n\\n\\u0000\"]\n");

        client.send(SUBSCRIBE.formatted("polls"));
        assertThat(client.poll()).startsWith("a[\"RECEIPT\\nreceipt-id:here\\nposition:");

        // "Grüße", quotes, a backslash, percent signs, and a character outside the BMP
        String body = "Grüße \\\"du\\\" \\\\ 100%25 %s 😀";
        String frame =
                "SEND\\ndestination:/topic/polls\\ncontent-type:text/plain\\n\\n"
                        + body
                        + "\\u0000";
        assertThat(ask(client.sending("[\"" + frame + "\"]")).statusCode()).isEqualTo(204);
        assertThat(client.poll())
                .startsWith("a[\"MESSAGE\\nsubscription:0\\n")
                .contains("\\ncontent-type:text/plain\\n")
                .endsWith(
                        "\\ncontent-length:29\\n\\n"
                                + "Grüße \\\"du\\\" \\\\ 100%25 %s 😀\\u0000\"]\n");
    }

    @Test
    void aBodyThatIsNotTextComesInBase64() throws Exception {
        SockJsTestClient client = poller("bytes");

        broadcast.in("main").to("bytes").send(new byte[] {(byte) 0xFF, 0, (byte) 0xC0, 'x'});

        assertThat(client.polledMessage())
                .contains("\ncontent-type:application/octet-stream\n")
                .contains("\ncontent-encoding:base64\n")
                .endsWith("\ncontent-length:8\n\n/wDAeA==\0");
    }

    @Test
    void xhrStreamingSendsAllInOneResponse() throws Exception {
        SockJsTestClient client = client();
        BufferedReader stream = client.stream("xhr_streaming");
        assertThat(stream.readLine()).isEqualTo("h".repeat(2048));
        assertThat(stream.readLine()).isEqualTo("o");

        client.send("CONNECT\naccept-version:1.1\n\n\0", SUBSCRIBE.formatted("streams"));
        assertThat(stream.readLine()).startsWith("a[\"CONNECTED\\nversion:1.1\\n");
        client.send(send("streams", "ein \"ü\" 50%"));
        String rest = stream.readLine();
        while (!rest.contains("MESSAGE")) {
            rest = stream.readLine();
        }
        assertThat(rest).endsWith("\\n\\nein \\\"ü\\\" 50%\\u0000\"]");
    }

    @Test
    void eventSourceEscapesPercentSignsWhichItsClientDecodes() throws Exception {
        SockJsTestClient client = client();
        BufferedReader stream = client.stream("eventsource");
        assertThat(stream.readLine()).isEmpty();
        assertThat(stream.readLine()).isEqualTo("data: o");
        assertThat(stream.readLine()).isEmpty();

        client.send("CONNECT\naccept-version:1.2\n\n\0");
        assertThat(line(stream)).startsWith("data: a[\"CONNECTED\\nversion:1.2\\n");
        client.send(SUBSCRIBE.formatted("percent"));
        assertThat(line(stream)).startsWith("data: a[\"RECEIPT\\nreceipt-id:here\\nposition:");
        client.send(send("percent", "100% %41 ü"));
        assertThat(line(stream)).endsWith("\\n\\n100%25 %2541 ü\\u0000\"]");
        assertThat(stream.readLine()).isEmpty();
    }

    @Test
    void htmlFileCallsThePageThatHoldsIt() throws Exception {
        SockJsTestClient client = client();
        BufferedReader stream = client.stream("htmlfile?c=_jp.a1b2");
        StringBuilder page = new StringBuilder();
        String line = line(stream);
        while (!line.equals("p(\"o\");")) {
            page.append(line).append('\n');
            line = line(stream);
        }
        assertThat(page).contains("var c = parent._jp.a1b2;").hasSizeGreaterThan(1024);

        client.send("CONNECT\naccept-version:1.2\n\n\0", send("page", "</script>"));
        while (!line.contains("CONNECTED")) {
            line = line(stream);
        }
        assertThat(line).startsWith("p(\"a[\\\"CONNECTED\\\\nversion:1.2\\\\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?c=", "?c=alert(1)", "?c=a%3Cb", "?c=%25zz", "?c=a;b"})
    void htmlFileTakesNothingButANameForItsCallback(String query) throws Exception {
        HttpResponse<String> answer = ask(to(client().session() + "/htmlfile" + query));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("\"callback\" parameter required\n");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    }

    @Test
    void aSecondPollBesideAnOpenOneIsTurnedAway() throws Exception {
        SockJsTestClient client = client();
        client.poll();
        CompletableFuture<HttpResponse<String>> first = askLater(client.polling());
        CompletableFuture<HttpResponse<String>> second = askLater(client.polling());

        Object turnedAway = CompletableFuture.anyOf(first, second).get();

        assertThat(((HttpResponse<?>) turnedAway).body())
                .isEqualTo("c[2010,\"Another connection still open\"]\n");
        client.send("CONNECT\naccept-version:1.2\n\n\0");
        await().until(() -> first.isDone() && second.isDone());
        assertThat(List.of(first.get().body(), second.get().body()))
                .anySatisfy(body -> assertThat(body).startsWith("a[\"CONNECTED"));
    }

    // ---------------------------------------------------------------- order

    @Test
    void messagesKeepTheirOrder() throws Exception {
        SockJsTestClient client = poller("order");
        List<String> sent = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
        List<String> received = new ArrayList<>();

        CompletableFuture<Void> reading =
                CompletableFuture.runAsync(() -> read(client, sent.size(), received));
        for (String body : sent) {
            client.send(send("order", body));
        }
        reading.get();

        assertThat(received).isEqualTo(sent);
    }

    private static void read(SockJsTestClient client, int count, List<String> into) {
        try {
            while (into.size() < count) {
                into.add(body(client.polledMessage()));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRequestMayCarryAnyNumberOfFrames() throws Exception {
        SockJsTestClient client = poller("many");
        String body = "x".repeat(50_000);

        client.send(
                IntStream.range(0, 20)
                        .mapToObj(i -> send("many", i + body))
                        .toArray(String[]::new));

        for (int i = 0; i < 20; i++) {
            assertThat(body(client.polledMessage())).isEqualTo(i + body);
        }
    }

    @Test
    void aRequestIsHandledAfterThoseThatCameBeforeIt() throws Exception {
        SockJsTestClient client = poller("turns");
        String body = "[\"SEND\\ndestination:/topic/turns\\n\\nfirst\\u0000\"]";
        try (Socket slow = new Socket("localhost", port)) {
            slow.getOutputStream()
                    .write(client.head("xhr_send", body.length(), "Expect: 100-continue\r\n"));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), UTF_8));
            // The server asks for the body when the request's turn has come.
            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
            var second = askLater(client.sending(body.replace("first", "second")));
            assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS))
                    .as("the second request, while the first is being read")
                    .isInstanceOf(TimeoutException.class);
            slow.getOutputStream().write(body.getBytes(UTF_8));
            second.get();
        }

        assertThat(body(client.polledMessage())).isEqualTo("first");
        assertThat(body(client.polledMessage())).isEqualTo("second");
    }

    @Test
    void clientsOfAllTransportsSeeOneOrder() throws Exception {
        SockJsTestClient streaming = client();
        SockJsTestClient.Streamed stream = streaming.new Streamed();
        streaming.send("CONNECT\naccept-version:1.2\n\n\0", SUBSCRIBE.formatted("both"));
        while (!stream.message().startsWith("RECEIPT")) {}
        StompSocket socket = new StompSocket(port);
        socket.send("CONNECT\naccept-version:1.2\n\n\0");
        socket.send(SUBSCRIBE.formatted("both"));
        while (!socket.message().startsWith("RECEIPT")) {}

        CompletableFuture<Void> publishing =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 200; i++) {
                        socket.send(send("both", "socket " + i + " " + "x".repeat(1024)));
                    }
                });
        for (int i = 0; i < 200; i++) {
            streaming.send(send("both", "stream " + i));
        }
        publishing.get();
        List<String> bySocket = new ArrayList<>();
        List<String> byStream = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            bySocket.add(body(socket.message()));
            byStream.add(body(stream.message()));
        }

        assertThat(byStream).isEqualTo(bySocket).doesNotHaveDuplicates();
    }

    // ---------------------------------------------------------------- ends

    @Test
    void disconnectEndsTheSession() throws Exception {
        SockJsTestClient client = client().connectByPolling();
        client.send("DISCONNECT\nreceipt:bye\n\n\0");

        assertThat(client.poll()).isEqualTo("a[\"RECEIPT\\nreceipt-id:bye\\n\\n\\u0000\"]\n");
        assertThat(client.poll()).isEqualTo("c[1000,\"\"]\n");
        assertThat(client.poll()).isEqualTo("c[1000,\"\"]\n");
        assertThat(ask(client.sending("[\"\\n\"]")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|Payload expected.",
                "x|Broken JSON encoding.",
                "{}|Broken JSON encoding.",
                "[|Broken JSON encoding.",
                "[\"x|Broken JSON encoding.",
                "[1,[]]|Broken JSON encoding.",
                "[null]|Broken JSON encoding.",
                "[\"\\ud8|Broken JSON encoding.",
                "[] []|Broken JSON encoding."
            })
    void aBodyThatIsNoArrayOfStringsIsRefusedAndTheSessionLives(String garbage, String why)
            throws Exception {
        SockJsTestClient client = client().connectByPolling();

        HttpResponse<String> answer = ask(client.sending(garbage));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo(why + "\n");
        client.send("DISCONNECT\nreceipt:alive\n\n\0");
        assertThat(client.polledMessage()).startsWith("RECEIPT\nreceipt-id:alive\n");
    }

    @Test
    void aStringBeyondTheBoundIsRefusedBeforeItsEnd() throws Exception {
        SockJsTestClient client = client();
        BufferedReader stream = client.stream("xhr_streaming");
        try (Socket socket = new Socket("localhost", port)) {
            // Twice what a string may hold, of a body that is announced to be ten times that.
            int bound = 6 * 64 * 1024;
            socket.getOutputStream().write(client.head("xhr_send", 20 * bound, ""));
            socket.getOutputStream().write(("[\"" + "x".repeat(2 * bound)).getBytes(UTF_8));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
        }
        line(stream);
        line(stream);
        assertThat(line(stream)).contains("\\ncode:frame-too-large\\n");
        assertThat(line(stream)).isEqualTo("c[4501,\"frame-too-large\"]");
    }

    @Test
    @Timeout(20) // less than Jetty's own 30 s for a write that makes no progress
    void aClientThatStopsReadingIsClosedAndNobodyElseNotices() throws Exception {
        SockJsTestClient frozen = client();
        SockJsTestClient other = client();
        SockJsTestClient.Streamed others = other.new Streamed();
        other.send("CONNECT\naccept-version:1.2\n\n\0", SUBSCRIBE.formatted("flood"));
        while (!others.message().startsWith("RECEIPT")) {}
        long before = clients.departed(Departure.OUTBOX_FULL);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4 * 1024);
            socket.connect(new InetSocketAddress("localhost", port));
            socket.getOutputStream().write(frozen.head("xhr_streaming", 0, ""));
            // The status line is the last that it reads.
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
            frozen.send("CONNECT\naccept-version:1.2\n\n\0", SUBSCRIBE.formatted("flood"));
            // Long ones, so that the system's buffers are full and the server stands still in a
            // write.
            String body = "x".repeat(200 * 1024);

            int sent = 0;
            while (clients.departed(Departure.OUTBOX_FULL) == before) {
                broadcast.in("main").to("flood").send(sent + " " + body);
                assertThat(body(others.message())).startsWith(sent + " ");
                sent++;
            }
        }
        assertThat(ask(frozen.sending("[\"\\n\"]")).statusCode()).isEqualTo(404);
    }

    @Test
    void aClientThatDoesNotPollHoldsNoMoreThanItsOutbox() throws Exception {
        SockJsTestClient client = poller("away");
        long before = clients.departed(Departure.OUTBOX_FULL);
        String body = "x".repeat(32 * 1024);

        for (int i = 0; i < 40; i++) {
            broadcast.in("main").to("away").send(body);
        }

        await().until(() -> clients.departed(Departure.OUTBOX_FULL) == before + 1);
        assertThat(client.poll()).startsWith("c[");
    }

    @Test
    void aClientThatIsTooSlowIsToldSo() throws Exception {
        SockJsTestClient client = client();
        client.poll();
        client.send("CONNECT\naccept-version:1.2\n\n\0");
        String id = client.polledMessage().replaceAll("(?s).*\nclient:([a-z0-9]+)\n.*", "$1");
        client.send(SUBSCRIBE.formatted("late"));
        client.polledMessage();
        Client slow = clients.find(id);
        while (!slow.isEnding()) {
            broadcast.in("main").to("late").send("x".repeat(32 * 1024));
        }

        assertThat(client.poll()).startsWith("a[\"ERROR\\n").contains("\\ncode:outbox-full\\n");
        assertThat(client.poll()).isEqualTo("c[4000,\"outbox-full\"]\n");
    }
}
