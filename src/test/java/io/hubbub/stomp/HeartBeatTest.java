package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.client.Time;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;

/**
 * A client that is silent for too long is found, and an idle one stays. The test moves the clock.
 */
@WireTest
@Import(HeartBeatTest.MovableTime.class)
@TestPropertySource(properties = "hubbub.stomp.heartbeat=500ms")
class HeartBeatTest {

    private static final AtomicLong AHEAD = new AtomicLong();

    private static final Duration STEP = Duration.ofMillis(500);

    @TestConfiguration(proxyBeanMethods = false)
    static class MovableTime {
        @Bean
        @Primary
        Time movableTime() {
            Time system = Time.system();
            return new Time(() -> system.nanos().getAsLong() + AHEAD.get(), system.epochMillis());
        }
    }

    @Autowired private Clients clients;
    @Autowired private Lanes lanes;

    /**
     * Lets time pass, in steps that no lane takes for a stop of its own, each once the lanes have
     * noted when they wrote what was read here and what the last step brought.
     */
    private void pass(Duration duration) {
        for (long left = duration.toNanos(); left > 0; left -= STEP.toNanos()) {
            settle();
            AHEAD.addAndGet(Math.min(left, STEP.toNanos()));
        }
        settle();
    }

    private void settle() {
        for (Lane lane : lanes.all()) {
            CompletableFuture<Boolean> settled = new CompletableFuture<>();
            lane.execute(_ -> settled.complete(true));
            settled.join();
        }
    }

    @Test
    void theServerBeatsAsOftenAsItPromised(WireClients wire) {
        WireClient client = wire.open().connect("1.2", "0,500");
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            client.expectHeartbeat();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(700), Duration.ofMillis(3_500));
    }

    @Test
    void theSlowerOfBothWishesCounts(WireClients wire) {
        WireClient client = wire.open().connect("1.1", "0,20000");
        pass(Duration.ofSeconds(15));
        client.expectNothing();
        assertThat(client.heartbeats()).isZero();
        pass(Duration.ofSeconds(21));
        client.expectHeartbeat();
    }

    @Test
    void whoWantsNoHeartBeatGetsNone(WireClients wire) {
        WireClient client = wire.connect();
        pass(Duration.ofSeconds(20));
        client.expectNothing();
        assertThat(client.heartbeats()).isZero();
    }

    @Test
    void whoPromisedHeartBeatsAndStopsIsClosed(WireClients wire) {
        long before = clients.departed(Departure.HEARTBEAT_LOST);
        WireClient client = wire.open().connect("1.2", "30000,0");
        pass(Duration.ofSeconds(50));
        client.send("\n");
        client.expectNothing();
        pass(Duration.ofSeconds(50));
        client.expectNothing();
        pass(Duration.ofSeconds(61));
        client.expectError("heartbeat-lost", 4001);
        wire.close();
        assertThat(clients.departed(Departure.HEARTBEAT_LOST)).isEqualTo(before + 1);
    }

    @Test
    void aLineEndIsAHeartBeat(WireClients wire) {
        WireClient client = wire.open().connect("1.2", "30000,0");
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofSeconds(50));
            client.send(i % 2 == 0 ? "\n" : "\r\n");
            client.sendFrame(true, WireClient.PING, new byte[] {1});
            WireClient.WsFrame frame = client.nextWsFrame();
            while (frame.opcode() == WireClient.PING) {
                frame = client.nextWsFrame();
            }
            assertThat(frame.opcode()).isEqualTo(WireClient.PONG);
        }
    }

    @Test
    void aPingIsAnsweredWithItsPayload(WireClients wire) {
        WireClient client = wire.connect();
        for (byte[] payload : new byte[][] {{}, {1, 2, 3}, new byte[125]}) {
            client.sendFrame(true, WireClient.PING, payload);
            WireClient.WsFrame pong = client.nextWsFrame();
            assertThat(pong.opcode()).isEqualTo(WireClient.PONG);
            assertThat(pong.payload()).isEqualTo(payload);
        }
    }

    @Test
    void anIdleClientIsPingedAndStays(WireClients wire) {
        WireClient client = wire.connect();
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofSeconds(26));
            WireClient.WsFrame ping = client.nextWsFrame();
            assertThat(ping.opcode()).isEqualTo(WireClient.PING);
            client.sendFrame(true, WireClient.PONG, ping.payload());
            client.expectNothing();
        }
    }

    @Test
    void aConnectionWhoseOtherHalfIsGoneIsClosed(WireClients wire) {
        WireClient client = wire.connect().ignorePings().ignoreCloses();
        pass(Duration.ofSeconds(26));
        assertThat(client.nextWsFrame().opcode()).isEqualTo(WireClient.PING);
        pass(Duration.ofSeconds(20));
        assertThat(client.next().header("code")).isEqualTo("heartbeat-lost");
        assertThat(client.nextData().closeCode()).isEqualTo(4001);
        pass(Duration.ofSeconds(6));
        client.expectEnd();
    }

    @Test
    void whoNeverSaysConnectIsClosed(WireClients wire) {
        WireClient silent = wire.open();
        WireClient beating = wire.open();
        // The handshake is answered before the client is opened; a ping only after.
        for (WireClient client : new WireClient[] {silent, beating}) {
            client.sendFrame(true, WireClient.PING, new byte[0]);
            assertThat(client.nextWsFrame().opcode()).isEqualTo(WireClient.PONG);
        }
        pass(Duration.ofSeconds(9));
        beating.send("\n");
        pass(Duration.ofSeconds(2));
        silent.expectError("connect-timeout", 4002);
        beating.expectError("connect-timeout", 4002);
    }

    @Test
    void whoNeitherReadsNorClosesIsCutOff(WireClients wire) {
        WireClient client = wire.connect().ignoreCloses();
        client.send("NONSENSE\n");
        assertThat(client.next().command()).isEqualTo("ERROR");
        assertThat(client.nextData().closeCode()).isEqualTo(4500);
        pass(Duration.ofSeconds(6));
        client.expectEnd();
    }
}
