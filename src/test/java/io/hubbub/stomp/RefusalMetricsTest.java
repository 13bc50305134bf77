package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What an operator sees of refusals. */
@WireTest
class RefusalMetricsTest {

    @Autowired private MeterRegistry meters;

    @Test
    void aBrokenFrameIsCountedUnderItsCode(WireClients wire) {
        double before = counted("frame-too-large");
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/x\ncontent-length:99999999\n\n");
        client.expectError("frame-too-large", 4501);
        assertThat(counted("frame-too-large")).isEqualTo(before + 1);
    }

    @Test
    void aRefusalIsCountedOnceWhetherTheClientListensOrNot(WireClients wire) {
        double before = counted("not-allowed");
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/admin/x\n\n\0");
        client.expectError("not-allowed", 4506);
        assertThat(counted("not-allowed")).isEqualTo(before + 1);

        WireClient listener = wire.connect();
        listener.send("SUBSCRIBE\nid:e\ndestination:/user/queue/errors\n\n\0");
        listener.send("SEND\ndestination:/topic/admin/x\n\n\0");
        listener.nextMessage();
        assertThat(counted("not-allowed")).isEqualTo(before + 2);
    }

    private double counted(String code) {
        return meters.get("hubbub.refusals").tag("code", code).functionCounter().count();
    }
}
