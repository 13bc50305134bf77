package io.hubbub.transport;

import static io.hubbub.transport.SockJsTestClient.ask;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.HubbubApplication;
import io.hubbub.client.Clients;
import io.hubbub.client.Origin;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireFixture;
import io.hubbub.desk.Drain;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Wire;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** One client more than a user, or an address, may have. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {HubbubApplication.class, WireFixture.class, CrowdTest.Hasty.class},
        properties = {
            "hubbub.lanes=2",
            "hubbub.security.admin-password=x",
            "hubbub.limits.clients-per-address=50",
            "hubbub.limits.clients-per-user=3"
        })
@ExtendWith(WireClients.Extension.class)
@Timeout(60)
class CrowdTest {

    private static final int PER_ADDRESS = 50;

    /** Skips the check before the handshake, as if many clients came in the same moment. */
    private static final AtomicBoolean BLIND = new AtomicBoolean();

    @TestConfiguration(proxyBeanMethods = false)
    static class Hasty {
        @Bean
        static BeanPostProcessor blindfold() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof Endpoint(String path, String sockJsPath, Protocol seeing)
                            ? new Endpoint(path, sockJsPath, new Blindfold(seeing))
                            : bean;
                }
            };
        }
    }

    private record Blindfold(Protocol seeing) implements Protocol {
        @Override
        public List<String> subprotocols() {
            return seeing.subprotocols();
        }

        @Override
        public Refusal refusal(Origin origin) {
            return BLIND.get() ? null : seeing.refusal(origin);
        }

        @Override
        public Session open(Opening opening, Wire wire) {
            return seeing.open(opening, wire);
        }
    }

    @Autowired private MeterRegistry meters;
    @Autowired private Clients clients;
    @Autowired private Drain door;

    @AfterEach
    void see() {
        BLIND.set(false);
    }

    private List<WireClient> fill(WireClients wire) {
        List<WireClient> all = IntStream.range(0, PER_ADDRESS).mapToObj(_ -> wire.open()).toList();
        awaitFull();
        return all;
    }

    /** A handshake is answered before its client is counted. */
    private void awaitFull() {
        await().until(() -> clients.everyone().size() == PER_ADDRESS);
    }

    // ---------------------------------------------------------------- one address

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/sockjs/websocket", "/sockjs/000/crowd/websocket"})
    void atTheBoundTheNextHandshakeIsAnswered429(String path, WireClients wire) {
        double before = refused("address-full");
        fill(wire);

        assertThat(wire.open(path).status()).isEqualTo(429);

        assertThat(refused("address-full")).isEqualTo(before + 1);
    }

    @Test
    void atTheBoundTheFirstRequestOfASockJsSessionIsAnswered429(WireClients wire) throws Exception {
        fill(wire);

        HttpResponse<String> answer = ask(new SockJsTestClient(wire.port()).polling());

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("address-full");
    }

    @Test
    void aSockJsSessionOverHttpCountsAsOneHoweverManyRequestsItMakes(WireClients wire)
            throws Exception {
        SockJsTestClient polling = new SockJsTestClient(wire.port()).connectByPolling();
        IntStream.range(1, PER_ADDRESS).forEach(_ -> wire.open());
        awaitFull();
        assertThat(wire.open("/ws").status()).isEqualTo(429);

        polling.send("DISCONNECT\n\n\0");
        assertThat(polling.poll()).startsWith("c[1000");
        await().until(() -> wire.open("/ws").status() == 101);
    }

    @Test
    void thoseWhoAreInNoticeNothingAndAnEndLetsTheNextOneIn(WireClients wire) {
        List<WireClient> all = fill(wire);
        wire.open("/ws");
        all.get(0).connect("1.2", "0,0").expectNothing();
        all.get(1).connect("1.2", "0,0").expectNothing();

        all.get(0).close();

        await().until(() -> wire.open("/ws").status() == 101);
        awaitFull();
        assertThat(wire.open("/ws").status()).isEqualTo(429);
        all.get(1).expectNothing();
    }

    @Test
    void oneThatSlippedThroughTheHandshakeIsToldAndClosed(WireClients wire) throws Exception {
        fill(wire);
        BLIND.set(true);
        double refused = refused("address-full");
        double departed = departed("refused");

        wire.open().expectError("address-full", 4009);

        WireClient sockJs = wire.open("/sockjs/000/crowd/websocket");
        assertThat(text(sockJs)).isEqualTo("o");
        assertThat(text(sockJs)).startsWith("a[\"ERROR").contains("code:address-full");
        assertThat(text(sockJs)).isEqualTo("c[4009,\"address-full\"]");
        sockJs.expectClose(4009);

        SockJsTestClient polling = new SockJsTestClient(wire.port());
        assertThat(polling.poll()).isEqualTo("o\n");
        assertThat(polling.poll()).startsWith("a[\"ERROR").contains("code:address-full");
        assertThat(polling.poll()).isEqualTo("c[4009,\"address-full\"]\n");

        assertThat(refused("address-full")).isEqualTo(refused + 3);
        await().untilAsserted(() -> assertThat(departed("refused")).isEqualTo(departed + 3));
    }

    @Test
    void aSocketThatOpensWhileTheServerGoesAwayIsToldToComeBack(WireClients wire) throws Exception {
        BLIND.set(true);
        double departed = departed("shutdown");
        door.close();
        try {
            wire.open().expectError("shutting-down", 1012);
            SockJsTestClient polling = new SockJsTestClient(wire.port());
            assertThat(polling.poll()).isEqualTo("o\n");
            assertThat(polling.poll()).startsWith("a[\"ERROR").contains("code:shutting-down");
            assertThat(polling.poll()).isEqualTo("c[1012,\"shutting-down\"]\n");
        } finally {
            door.open();
        }
        await().untilAsserted(() -> assertThat(departed("shutdown")).isEqualTo(departed + 2));
    }

    // ---------------------------------------------------------------- one user

    private static String connectAs(String user) {
        return "CONNECT\naccept-version:1.2\nx-api-key:" + user + "\n\n\0";
    }

    private static WireClient connectAs(WireClients wire, String user) {
        WireClient client = wire.open();
        client.send(connectAs(user));
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        return client;
    }

    @Test
    void aUsersClientThatIsOneTooManyIsToldInPlaceOfConnected(WireClients wire) {
        double refused = refused("user-full");
        double departed = departed("refused");
        IntStream.range(0, 3).forEach(_ -> connectAs(wire, "bob"));

        WireClient fourth = wire.open();
        fourth.send(connectAs("bob"));
        fourth.expectError("user-full", 4008);

        assertThat(refused("user-full")).isEqualTo(refused + 1);
        await().untilAsserted(() -> assertThat(departed("refused")).isEqualTo(departed + 1));
    }

    @Test
    void othersMayComeAndSoMayTheUserWhenOneOfItsClientsIsGone(WireClients wire) {
        WireClient first = connectAs(wire, "carol");
        connectAs(wire, "carol");
        connectAs(wire, "carol");
        connectAs(wire, "dave");
        wire.connect();

        first.send("DISCONNECT\n\n\0");
        first.expectClose(1000);

        await().untilAsserted(() -> connectAs(wire, "carol"));
    }

    private static String text(WireClient client) {
        return new String(client.nextData().payload(), UTF_8);
    }

    private double refused(String code) {
        return meters.get("hubbub.refusals").tag("code", code).functionCounter().count();
    }

    private double departed(String reason) {
        return meters.get("hubbub.clients.departed")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }
}
