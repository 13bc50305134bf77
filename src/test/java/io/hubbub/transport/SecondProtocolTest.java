package io.hubbub.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.client.Clients;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClient.WsFrame;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A second protocol on the same transport: {@link EchoProtocol}. */
@WireTest
@Import(SecondProtocolTest.Second.class)
@Timeout(60)
class SecondProtocolTest {

    private static final String PATH = "/echo";

    @TestConfiguration(proxyBeanMethods = false)
    static class Second {
        @Bean
        EchoProtocol echoProtocol(Clients clients) {
            return new EchoProtocol(clients);
        }

        @Bean
        Endpoint echo(EchoProtocol protocol) {
            return new Endpoint(PATH, null, protocol);
        }
    }

    @Autowired private Clients clients;
    @Autowired private EchoProtocol protocol;

    private static WireClient open(WireClients wire, String path) {
        WireClient client = wire.open(path, "Sec-WebSocket-Protocol: v12.stomp, echo");
        assertThat(client.status()).isEqualTo(101);
        assertThat(client.responseHeader("sec-websocket-protocol")).isEqualTo("echo");
        return client;
    }

    private static String text(WireClient client) {
        WsFrame frame = client.nextData();
        assertThat(frame.opcode()).isEqualTo(WireClient.TEXT);
        return new String(frame.payload(), UTF_8);
    }

    @Test
    void eachPathSpeaksItsOwnProtocol(WireClients wire) {
        WireClient echo = open(wire, PATH);
        WireClient stomp = wire.connect();

        text(echo);
        assertThat(text(echo.send("CONNECT\n\n\0"))).isEqualTo("CONNECT\n\n\0");
        stomp.expectNothing();
    }

    @Test
    void messagesKeepTheirBoundsAndTheirTypeHoweverTheyAreCut(WireClients wire) {
        WireClient client = open(wire, PATH);
        text(client);

        client.sendFrame(false, WireClient.BINARY, new byte[] {1, 2});
        client.sendFrame(true, WireClient.PING, new byte[] {9});
        client.sendFrame(false, WireClient.CONTINUATION, new byte[0]);
        client.sendFrame(true, WireClient.CONTINUATION, new byte[] {(byte) 0xFF});
        client.send("", "one", "two").sendBinary(new byte[0]);

        assertThat(client.nextWsFrame().opcode()).isEqualTo(WireClient.PONG);
        WsFrame bytes = client.nextData();
        assertThat(bytes.opcode()).isEqualTo(WireClient.BINARY);
        assertThat(bytes.payload()).containsExactly(1, 2, 0xFF);
        assertThat(text(client)).isEmpty();
        assertThat(text(client)).isEqualTo("one");
        assertThat(text(client)).isEqualTo("two");
        assertThat(client.nextData().opcode()).isEqualTo(WireClient.BINARY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageBeyondTheProtocolsBoundIsRefusedBeforeItsEnd(boolean probe, WireClients wire) {
        WireClient client = open(wire, probe ? PATH + "?nobody" : PATH);
        if (!probe) {
            text(client);
        }
        byte[] most = new byte[EchoProtocol.MOST_BYTES];
        Arrays.fill(most, (byte) 'x');

        client.sendFrame(false, WireClient.TEXT, most);
        client.sendFrame(false, WireClient.CONTINUATION, new byte[] {'x'});

        if (!probe) {
            assertThat(text(client)).isEqualTo("frame-too-large");
        }
        client.expectClose(4501);
    }

    @Test
    void aProbeIsAnsweredBeforeThereIsAClient(WireClients wire) {
        WireClient probe = open(wire, PATH + "?nobody");

        assertThat(text(probe.send("probe"))).isEqualTo("probed");
        probe.sendFrame(true, WireClient.PING, new byte[] {7});
        assertThat(probe.nextWsFrame().payload()).containsExactly(7);
        probe.sendFrame(true, WireClient.PONG, new byte[0]);

        assertThat(clients.isDeserted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"something else", "move"})
    void aProbeThatFailsIsClosedWithItsReason(String said, WireClients wire) {
        WireClient probe = open(wire, PATH + "?nobody");

        probe.send(said).expectClose(said.equals("move") ? 4404 : 4400);
    }

    @Test
    void theCloseOfAConnectionWithoutAClientIsAnswered(WireClients wire) {
        WireClient probe = open(wire, PATH + "?nobody");
        probe.sendFrame(true, WireClient.CLOSE, new byte[] {0x03, (byte) 0xE8});

        probe.ignoreCloses().expectClose(1000);
    }

    @Test
    void whoNeverAnswersTheCloseOfAConnectionWithoutAClientIsCutOff(WireClients wire) {
        WireClient probe = open(wire, PATH + "?nobody");

        probe.ignoreCloses().send("nothing").expectClose(4400);

        // Otherwise the connection would stay for as long as the other side likes.
        await().untilAsserted(() -> assertThat(protocol.connections()).isZero());
    }

    @Test
    void aClientMovesToAnotherConnectionAndMissesNothing(WireClients wire) {
        WireClient first = open(wire, PATH);
        String id = text(first);
        assertThat(text(first.send("one"))).isEqualTo("one");
        WireClient second = open(wire, PATH + "?" + id);
        assertThat(text(second.send("probe"))).isEqualTo("probed");
        assertThat(text(first.send("two"))).isEqualTo("two");

        second.send("move", "three");

        first.expectClose(1000);
        assertThat(text(second)).isEqualTo("three");
        assertThat(clients.everyone()).hasSize(1);
        second.close();
        await().untilAsserted(() -> assertThat(clients.isDeserted()).isTrue());
    }
}
