package io.hubbub.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.contract.WireClient.WsFrame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A WebSocket, plain or with SockJS's framing. */
public final class WebSocketLine implements Line {

    private final WireClient socket;
    private final boolean sockJs;
    private final Queue<String> read = new ArrayDeque<>();

    private WebSocketLine(WireClient socket, boolean sockJs) {
        this.socket = socket;
        this.sockJs = sockJs;
    }

    public static WebSocketLine plain(WireClients wire) {
        return new WebSocketLine(wire.open("/ws"), false);
    }

    public static WebSocketLine sockJs(WireClients wire) {
        return new WebSocketLine(
                wire.open("/sockjs/000/" + UUID.randomUUID() + "/websocket"), true);
    }

    @Override
    public void send(String frame) {
        socket.send(sockJs ? JsonMapper.shared().writeValueAsString(List.of(frame)) : frame);
    }

    @Override
    public @Nullable String next() {
        while (read.isEmpty()) {
            WsFrame frame = socket.nextData();
            String text = new String(frame.payload(), UTF_8);
            if (frame.opcode() == WireClient.CLOSE) {
                return null;
            }
            if (!sockJs) {
                return text;
            }
            SockJsFrames.read(text, read);
        }
        return read.remove();
    }

    @Override
    public void freeze() {
        // It reads nothing by itself.
    }

    @Override
    public void close() {
        socket.close();
    }
}
