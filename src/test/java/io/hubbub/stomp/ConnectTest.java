package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WireTest
class ConnectTest {

    @Test
    void connectWithoutAcceptVersionIsStomp10(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\n\n\0");
        client.expect("CONNECTED\nversion:1.0\nserver:Hubbub\nuser-name:*\nclient:*\n\n\0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0|1.0",
                "1.1|1.1",
                "1.2|1.2",
                "1.0,1.1|1.1",
                "1.2,1.0|1.2",
                "1.0,1.1,1.2|1.2",
                "1.1, 1.2|1.2",
                "3.0,1.1,2.0|1.1"
            })
    void theNewestVersionThatBothSpeakIsChosen(String accepted, String chosen, WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:" + accepted + "\nhost:localhost\n\n\0");
        assertThat(client.next().header("version")).isEqualTo(chosen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "1.3,1.4", "0.9", "1", "", "one"})
    void aVersionThatNobodySpeaksIsToldWhichOnesAreSpoken(String accepted, WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:" + accepted + "\nhost:localhost\nreceipt:7\n\n\0");
        Stomp error = client.expectError("unsupported-version", 4503);
        assertThat(error.headers())
                .containsEntry("version", "1.0,1.1,1.2")
                .containsEntry("receipt-id", "7");
    }

    @Test
    void stompIsConnectByAnotherName(WireClients wire) {
        WireClient client = wire.open();
        client.send("STOMP\naccept-version:1.2\nhost:localhost\n\n\0");
        client.expect(
                "CONNECTED\nversion:1.2\nheart-beat:10000,10000\nserver:Hubbub\nuser-name:*\nclient:*\n\n\0");
    }

    @Test
    void connectedNamesTheClientAndNotAsItsUserReadsIt(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.1\nhost:localhost\n\n\0");
        Stomp connected = client.next();
        assertThat(connected.header("client")).matches("[a-z0-9]{12}");
        assertThat(connected.header("user-name")).isEqualTo("guest-" + connected.header("client"));
        assertThat(connected.headers()).doesNotContainKey("session");
    }

    @ParameterizedTest
    @CsvSource({
        "'v12.stomp, v11.stomp, v10.stomp', v12.stomp",
        "'v10.stomp, v11.stomp', v11.stomp",
        "v10.stomp, v10.stomp",
        "'mqtt, v11.stomp', v11.stomp",
        "mqtt, "
    })
    void aSubprotocolIsAgreedUpon(String offered, String agreed, WireClients wire) {
        WireClient client = wire.open("/ws", "Sec-WebSocket-Protocol: " + offered);
        assertThat(client.status()).isEqualTo(101);
        assertThat(client.responseHeader("sec-websocket-protocol")).isEqualTo(agreed);
    }

    @Test
    void noSubprotocolIsNeeded(WireClients wire) {
        WireClient client = wire.open("/ws");
        assertThat(client.status()).isEqualTo(101);
        client.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
        assertThat(client.next().command()).isEqualTo("CONNECTED");
    }

    @Test
    void noExtensionIsAgreedUpon(WireClients wire) {
        WireClient client = wire.open("/ws", "Sec-WebSocket-Extensions: permessage-deflate");
        assertThat(client.status()).isEqualTo(101);
        assertThat(client.responseHeader("sec-websocket-extensions")).isNull();
    }

    @Test
    void aPageOfAnotherOriginDoesNotGetIn(WireClients wire) {
        WireClient client = wire.open("/ws", "Origin: https://evil.example");
        assertThat(client.status()).isEqualTo(403);
    }

    @Test
    void aPageOfThisServerGetsIn(WireClients wire) {
        WireClient client = wire.open("/ws", "Origin: http://localhost:" + wire.port());
        assertThat(client.status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEND", "SUBSCRIBE", "UNSUBSCRIBE", "DISCONNECT", "ACK", "BEGIN"})
    void nothingComesBeforeConnect(String command, WireClients wire) {
        WireClient client = wire.open();
        client.send(command + "\nid:0\ndestination:/topic/x\nreceipt:1\n\n\0");
        Stomp error = client.expectError("not-connected", 4504);
        assertThat(error.header("receipt-id")).isEqualTo("1");
    }

    @Test
    void lineEndsMayComeBeforeConnect(WireClients wire) {
        WireClient client = wire.open();
        client.send("\n", "\r\n\n", "\nCONNECT\naccept-version:1.2\nhost:localhost\n\n\0\n");
        assertThat(client.next().command()).isEqualTo("CONNECTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP"})
    void aSecondConnectEndsTheConnection(String command, WireClients wire) {
        WireClient client = wire.connect();
        client.send(command + "\naccept-version:1.2\nhost:localhost\nreceipt:2\n\n\0");
        Stomp error = client.expectError("bad-frame", 4500);
        assertThat(error.header("receipt-id")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "RECEIPT", "CONNECTED", "ERROR"})
    void aServersFrameFromAClientEndsTheConnection(String command, WireClients wire) {
        WireClient client = wire.connect();
        client.send(command + "\nsubscription:0\nmessage-id:1\nreceipt:5\n\n\0");
        Stomp error = client.expectError("bad-frame", 4500);
        assertThat(error.header("receipt-id")).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000", "a,b", "1,2,3", "-1,0", "0,-1", "", ",", "1;2", "0x1,0"})
    void aMalformedHeartBeatEndsTheConnection(String heartBeat, WireClients wire) {
        WireClient client = wire.open();
        client.send(
                "CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:" + heartBeat + "\n\n\0");
        client.expectError("bad-frame", 4500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,0",
                "5000,5000",
                "10000, 20000",
                "0,4294967295",
                "99999999999999999999,0",
                "0,00"
            })
    void theServerOffersItsOwnHeartBeat(String heartBeat, WireClients wire) {
        WireClient client = wire.open();
        client.send(
                "CONNECT\naccept-version:1.1\nhost:localhost\nheart-beat:" + heartBeat + "\n\n\0");
        assertThat(client.next().header("heart-beat")).isEqualTo("10000,10000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\n\0", "\n\n\n\0", "\n\n\r\n\r\n\0", "\ncontent-length:2\n\n\n\n\0"})
    void lineEndsAreNoBodyOfAConnect(String end, WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nhost:localhost" + end);
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        WireClient other = wire.open();
        other.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\nx\0");
        other.expectError("bad-frame", 4500);
    }

    @Test
    void stomp10HasNoHeartBeats(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\nheart-beat:nonsense\n\n\0");
        assertThat(client.next().headers()).doesNotContainKey("heart-beat");
    }

    @Test
    void aBadFrameBeforeConnectIsToldWhy(WireClients wire) {
        WireClient client = wire.open();
        client.send("HELLO\n\n\0");
        client.expectError("bad-frame", 4500);
    }

    @Test
    void aConnectThatAnInterceptorFailsOnIsToldNothingOfIt(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nhost:localhost\nx-mood:evil\n\n\0");
        Stomp error = client.expectError("server-error", 4003);
        assertThat(error.text()).doesNotContain("swordfish").doesNotContain("Exception");
    }

    @Test
    void aConnectWithAnUnreadableContentTypeIsNoReasonForAStackTrace(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nhost:localhost\ncontent-type:nonsense\n\n\0");
        assertThat(client.next().header("version")).isEqualTo("1.2");
    }

    @Test
    void aClientThatClosesIsAnsweredInKind(WireClients wire) {
        WireClient client = wire.connect();
        client.sendFrame(true, WireClient.CLOSE, new byte[] {0x03, (byte) 0xE8});
        client.expectClose(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/sockjs/websocket", "/sockjs/0/0/websocket"})
    void theAddressIsForWebSocketsOnly(String path, WireClients wire) throws Exception {
        assertThat(answer(wire, "GET " + path))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("\r\n\r\nCan \"Upgrade\" only to \"WebSocket\".\n");
        assertThat(answer(wire, "GET " + path, "Upgrade: websocket", "Connection: keep-alive"))
                .startsWith("HTTP/1.1 400 ");
        String handshake = "Upgrade: WebSocket\r\nConnection: keep-alive, Upgrade";
        assertThat(answer(wire, "POST " + path, handshake, "Content-Length: 0"))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET\r\n")
                .doesNotContain("\r\nContent-Type")
                .endsWith("\r\n\r\n");
        String key = "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==";
        assertThat(answer(wire, "GET " + path, handshake, key, "Sec-WebSocket-Version: 8"))
                .startsWith("HTTP/1.1 426 ")
                .contains("\r\nSec-WebSocket-Version: 13\r\n");
    }

    /** The whole answer to a request that asks the server to close afterwards. */
    private static String answer(WireClients wire, String request, String... headers)
            throws IOException {
        try (Socket socket = new Socket("localhost", wire.port())) {
            socket.setSoTimeout(60_000);
            String rest = String.join("\r\n", headers);
            String close = rest.contains("Connection:") ? "" : "Connection: close\r\n";
            String head = request + " HTTP/1.1\r\nHost: localhost\r\n" + close + rest;
            String ends = head.stripTrailing() + "\r\n\r\n";
            socket.getOutputStream().write(ends.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({"refuse,bad-body,4512", "swallow,not-allowed,4506", "throw,server-error,4003"})
    void aConnectThatAnInterceptorRefusesIsToldWhy(
            String mood, String code, int closeCode, WireClients wire) {
        WireClient client = wire.open();
        client.send(
                "CONNECT\naccept-version:1.2\nhost:localhost\nx-interceptor:" + mood + "\n\n\0");
        client.expectError(code, closeCode);
    }
}
