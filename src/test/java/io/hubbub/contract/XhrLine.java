package io.hubbub.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * SockJS over HTTP. A thread of its own sends one waiting request after the other, as a browser
 * does: without them the server soon ends the session.
 */
public final class XhrLine implements Line {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The end of the session, in the queue. */
    private static final String END = "<end>";

    private final String session;
    private final String transport;

    private final CountDownLatch opened = new CountDownLatch(1);

    /** Written by the thread that asks, read by the test. */
    private final LinkedBlockingQueue<String> read = new LinkedBlockingQueue<>();

    /** The reading thread needs this for each line. The test takes it to freeze the line. */
    private final Semaphore reading = new Semaphore(1);

    /** Set when the session has ended. */
    private volatile boolean ended;

    private final Thread asking;

    /**
     * Opens a session.
     *
     * @param transport {@code xhr} or {@code xhr_streaming}
     */
    public XhrLine(int port, String transport) {
        this.transport = transport;
        session = "http://localhost:" + port + "/sockjs/000/" + UUID.randomUUID();
        asking = Thread.startVirtualThread(this::ask);
        try {
            // Nothing can be sent before the session is open.
            if (!opened.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("The session did not open in 60 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("The test's time is over", e);
        }
    }

    private void ask() {
        while (!ended) {
            read();
        }
    }

    private void read() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(session + '/' + transport))
                        .POST(BodyPublishers.noBody())
                        .build();
        try {
            HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.equals("o")) {
                        opened.countDown();
                    }
                    if (!line.isBlank() && SockJsFrames.read(line, read)) {
                        finish();
                    }
                    reading.acquire();
                    reading.release();
                }
            }
        } catch (IOException e) {
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish();
        }
    }

    private void finish() {
        ended = true;
        read.add(END);
    }

    @Override
    public void send(String frame) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(session + "/xhr_send"))
                        .POST(
                                BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(List.of(frame))))
                        .build();
        try {
            var unused = HTTP.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable String next() {
        freely();
        try {
            String next = read.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Nothing came in 60 s");
            }
            return next.equals(END) ? null : next;
        } catch (InterruptedException e) {
            throw new AssertionError("The test's time is over", e);
        }
    }

    @Override
    public void freeze() {
        reading.acquireUninterruptibly();
    }

    @Override
    public void close() {
        freely();
        if (!ended) {
            // Between two requests the server would not notice that the client is gone.
            send("DISCONNECT\n\n\0");
        }
        try {
            asking.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void freely() {
        if (reading.availablePermits() == 0) {
            reading.release();
        }
    }
}
