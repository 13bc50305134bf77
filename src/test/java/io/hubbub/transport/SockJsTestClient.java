package io.hubbub.transport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;

/** One SockJS session over HTTP. The test writes and reads literally what is on the wire. */
final class SockJsTestClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String server;
    private final String session;

    /** Messages that came together with others and were not returned yet. */
    private final Deque<String> read = new ArrayDeque<>();

    SockJsTestClient(int port) {
        server = "http://localhost:" + port;
        session = server + "/sockjs/000/" + UUID.randomUUID();
    }

    String session() {
        return session;
    }

    /** A request to a path of the endpoint. */
    static HttpRequest.Builder to(String address) {
        return HttpRequest.newBuilder(URI.create(address));
    }

    static HttpResponse<String> ask(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    static CompletableFuture<HttpResponse<String>> askLater(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** {@code xhr_send} with this body, as it is. */
    HttpRequest.Builder sending(String body) {
        return to(session + "/xhr_send").POST(BodyPublishers.ofString(body));
    }

    /** Sends STOMP frames, which must be taken. */
    void send(String... frames) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(sending(JsonMapper.shared().writeValueAsString(frames)));
        if (answer.statusCode() != 204) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    /** The head of a POST request, to be written to a socket. */
    byte[] head(String transport, int bodyLength, String moreHeaders) {
        return """
        POST %s/%s HTTP/1.1\r
        Host: localhost\r
        Content-Length: %d\r
        %s\r
        """
                .formatted(URI.create(session).getPath(), transport, bodyLength, moreHeaders)
                .getBytes(StandardCharsets.UTF_8);
    }

    HttpRequest.Builder polling() {
        return to(session + "/xhr").POST(BodyPublishers.noBody());
    }

    String poll() throws IOException, InterruptedException {
        return ask(polling()).body();
    }

    /** The next message; polls as often as it takes. */
    String polledMessage() throws IOException, InterruptedException {
        while (read.isEmpty()) {
            keep(poll());
        }
        return read.remove();
    }

    /** Polls until the session is open and its STOMP connection accepted. */
    SockJsTestClient connectByPolling() throws IOException, InterruptedException {
        poll();
        send("CONNECT\naccept-version:1.2\n\n\0");
        polledMessage();
        return this;
    }

    /** The next line of a streaming response that is not empty. */
    static String line(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (line != null && line.isEmpty()) {
            line = stream.readLine();
        }
        return line == null ? "<end>" : line;
    }

    /** Opens a streaming transport; what it answers is read line by line. */
    BufferedReader stream(String transport) throws IOException, InterruptedException {
        HttpRequest.Builder request = to(session + "/" + transport);
        if (transport.startsWith("xhr")) {
            request.POST(BodyPublishers.noBody());
        }
        var body = HTTP.send(request.build(), BodyHandlers.ofInputStream()).body();
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next message of an {@code xhr_streaming} response; opens the next one at its end. */
    final class Streamed {

        private BufferedReader stream = stream("xhr_streaming");

        Streamed() throws IOException, InterruptedException {}

        String message() throws IOException, InterruptedException {
            while (read.isEmpty()) {
                String line = line(stream);
                if (line.equals("<end>")) {
                    stream = stream("xhr_streaming");
                } else {
                    keep(line);
                }
            }
            return read.remove();
        }
    }

    private void keep(String frame) {
        switch (frame.charAt(0)) {
            case 'a' -> {
                String array = frame.substring(1);
                String[] messages = JsonMapper.shared().readValue(array, String[].class);
                read.addAll(Arrays.asList(messages));
            }
            case 'o', 'h' -> {}
            default -> throw new AssertionError(frame);
        }
    }

    /** The body of a frame, without the NUL. */
    static String body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1);
    }
}
