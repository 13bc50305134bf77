package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What most SockJS clients get: STOMP in SockJS's arrays of strings over WebSocket. */
@WireTest
class SockJsWebSocketTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static WireClient open(WireClients wire) {
        WireClient client = wire.open("/sockjs/000/abcd1234/websocket");
        assertThat(client.status()).isEqualTo(101);
        assertThat(payload(client)).isEqualTo("o");
        return client;
    }

    private static WireClient connect(WireClients wire) {
        WireClient client = open(wire);
        send(client, "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
        assertThat(next(client)).startsWith("CONNECTED\nversion:1.2\n");
        return client;
    }

    private static void send(WireClient client, String... frames) {
        client.send(JSON.writeValueAsString(frames));
    }

    private static String payload(WireClient client) {
        return new String(client.nextData().payload(), UTF_8);
    }

    /** The one frame of STOMP in the next frame of SockJS. */
    private static String next(WireClient client) {
        String sockJs = payload(client);
        assertThat(sockJs).startsWith("a[");
        String[] frames = JSON.readValue(sockJs.substring(1), String[].class);
        assertThat(frames).hasSize(1);
        return frames[0];
    }

    @Test
    void membersByEitherWayReadTheSame(WireClients wire) {
        WireClient plain = wire.join("/topic/main/a");
        WireClient sockJs = connect(wire);
        send(sockJs, "SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0");
        assertThat(next(sockJs)).startsWith("RECEIPT\nreceipt-id:1\nposition:");
        plain.send(
                "SEND\ndestination:/topic/main/a\nx-a:\"b\\\\\n\n\t\"quoted\" \\ é😀\u2028\u0001\0");
        String text = plain.nextMessage().text();
        assertThat(next(sockJs)).isEqualTo(text);
        send(sockJs, "SEND\ndestination:/topic/main/a\n\nback\0");
        assertThat(plain.nextMessage().bodyText()).isEqualTo("back");
    }

    @Test
    void anArrayMayHoldSeveralFramesAndParts(WireClients wire) {
        WireClient client = connect(wire);
        send(
                client,
                "SUBSCRIBE\nid:0\ndestination:/topic/main/a\n\n\0SEND\ndestination:/topic/ma",
                "in/a\nreceipt:1\n\nhello\0",
                "\n");
        assertThat(next(client)).endsWith("\n\nhello\0");
        assertThat(next(client)).startsWith("RECEIPT\nreceipt-id:1\nposition:");
    }

    @Test
    void bytesThatAreNoTextComeInBase64(WireClients wire) {
        WireClient plain = wire.connect();
        WireClient sockJs = connect(wire);
        send(sockJs, "SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0");
        next(sockJs);
        byte[] head = "SEND\ndestination:/topic/main/a\ncontent-length:3\n\n".getBytes(UTF_8);
        byte[] frame = Arrays.copyOf(head, head.length + 4);
        byte[] body = {(byte) 0xFF, 0, (byte) 0xFE};
        System.arraycopy(body, 0, frame, head.length, 3);
        plain.sendBinary(frame);
        assertThat(next(sockJs))
                .contains("content-encoding:base64\n")
                .endsWith("\n\n" + Base64.getEncoder().encodeToString(body) + '\0');
    }

    @Test
    void anErrorIsFollowedBySockJssOwnClose(WireClients wire) {
        WireClient client = connect(wire);
        send(client, "NONSENSE\nreceipt:1\n\n\0");
        assertThat(next(client)).startsWith("ERROR\n").contains("\nreceipt-id:1\n");
        assertThat(payload(client)).isEqualTo("c[4500,\"bad-frame\"]");
        client.expectClose(4500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{}", "null", "[null]", "[[\"a\"]]", "\"a", "x", "[\"a\\x\"]"})
    void whatIsNoArrayOfStringsIsABadFrame(String message, WireClients wire) {
        WireClient client = connect(wire);
        client.send(message);
        assertThat(next(client))
                .startsWith("ERROR\n")
                .contains("\ncode:bad-frame\n")
                .doesNotContain("Exception")
                .doesNotContain("jackson");
        assertThat(payload(client)).isEqualTo("c[4500,\"bad-frame\"]");
        client.expectClose(4500);
    }

    /** The message itself has no bound, as nothing of it is held; the frame in it has. */
    @Test
    void aLongFrameIsRefusedBeforeItsMessageIsComplete(WireClients wire) {
        WireClient client = connect(wire);
        byte[] beats = "[\"".concat("\\u000a".repeat(1_000)).getBytes(UTF_8);
        client.sendFrame(false, WireClient.TEXT, beats);
        client.sendFrame(false, WireClient.CONTINUATION, "SEND\\n\\n".getBytes(UTF_8));
        for (int i = 0; i < 66; i++) {
            client.sendFrame(
                    false, WireClient.CONTINUATION, "\\u0041".repeat(1_000).getBytes(UTF_8));
        }
        assertThat(next(client)).contains("\ncode:frame-too-large\n");
    }
}
