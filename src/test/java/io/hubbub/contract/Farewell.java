package io.hubbub.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.contract.WireClient.WsFrame;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The ways in which both ends close a connection at the same moment. */
public enum Farewell {
    /** DISCONNECT with a receipt and the close frame in one write. */
    DISCONNECT_AND_CLOSE("DISCONNECT\nreceipt:bye\n\n\0", "RECEIPT\n", true),
    /** The close frame as soon as the receipt of DISCONNECT was read. */
    CLOSE_ON_RECEIPT("DISCONNECT\nreceipt:bye\n\n\0", "RECEIPT\n", false),
    /** A frame that ends the connection, and the close frame, in one write. */
    ERROR_AND_CLOSE("NONSENSE\n\n\0", "ERROR\n", true),
    /** The close frame as soon as ERROR was read. */
    CLOSE_ON_ERROR("NONSENSE\n\n\0", "ERROR\n", false);

    private static final int AT_ONCE = 8;

    private static final byte[] NORMAL = {0x03, (byte) 0xE8};

    private final String last;
    private final String answer;
    private final boolean together;

    Farewell(String last, String answer, boolean together) {
        this.last = last;
        this.answer = answer;
        this.together = together;
    }

    /**
     * Connects and disconnects so many times, a few at once.
     *
     * @param sockJs whether by SockJS's WebSocket
     * @return a sentence for each case that went wrong
     */
    public List<String> broken(int port, boolean sockJs, int cases) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(cases);
        Queue<String> broken = new ConcurrentLinkedQueue<>();
        List<Thread> threads =
                IntStream.range(0, AT_ONCE)
                        .mapToObj(_ ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            while (left.getAndDecrement() > 0) {
                                                String flaw = part(port, sockJs);
                                                if (flaw != null) {
                                                    broken.add(flaw);
                                                }
                                            }
                                        }))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(broken);
    }

    private @Nullable String part(int port, boolean sockJs) {
        String path = sockJs ? "/sockjs/000/farewell/websocket" : "/ws";
        StringBuilder seen = new StringBuilder(name()).append(':');
        try (WireClient client = WireClient.open(port, path)) {
            client.send(framed("CONNECT\naccept-version:1.2\n\n\0", sockJs));
            if (sockJs) {
                client.nextData();
            }
            client.nextData();
            byte[] close = WireClient.encode(true, WireClient.CLOSE, NORMAL);
            byte[] goodbye =
                    WireClient.encode(true, WireClient.TEXT, framed(last, sockJs).getBytes(UTF_8));
            if (together) {
                byte[] both = new byte[goodbye.length + close.length];
                System.arraycopy(goodbye, 0, both, 0, goodbye.length);
                System.arraycopy(close, 0, both, goodbye.length, close.length);
                client.sendRaw(both);
            } else {
                client.sendRaw(goodbye);
            }
            boolean answered = false;
            boolean closed = false;
            for (WsFrame frame = client.nextWsFrame();
                    frame != null;
                    frame = client.nextWsFrame()) {
                String text = new String(frame.payload(), UTF_8);
                seen.append(' ').append(frame.opcode()).append(' ').append(text);
                if (frame.opcode() == WireClient.CLOSE) {
                    closed = true;
                } else if (text.startsWith(sockJs ? "a[\"" : "")
                        && text.substring(sockJs ? 3 : 0)
                                .startsWith(answer.replace("\n", sockJs ? "\\n" : "\n"))) {
                    answered = true;
                    if (!together) {
                        client.sendRaw(close);
                    }
                }
            }
            return answered && closed ? null : seen.append(" END").toString();
        } catch (RuntimeException | AssertionError e) {
            return seen.append(' ').append(e).toString();
        }
    }

    private static String framed(String frame, boolean sockJs) {
        return sockJs ? "[\"" + frame.replace("\n", "\\n").replace("\0", "\\u0000") + "\"]" : frame;
    }
}
