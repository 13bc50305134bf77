package io.hubbub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jetty.metrics.JettyConnectionMetricsBinder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@WireTest
class ConnectionMetricsTest {

    @Autowired private MeterRegistry meters;

    @Test
    void whoComesIsCountedOnce(WireClients wire) {
        wire.connect();

        assertThat(meters.get("hubbub.clients").gauge().value()).isEqualTo(1);
        assertThat(meters.find("jetty.connections.current").meters()).isEmpty();
        assertThat(meters.find("jetty.threads.current").meters()).isNotEmpty();
    }

    @Test
    void whoWantsSpringBootsCountHasIt() {
        new ApplicationContextRunner()
                .withUserConfiguration(ConnectionMetricsConfiguration.class)
                .withPropertyValues("management.metrics.enable.jetty.connections=true")
                .run(context ->
                        assertThat(context).doesNotHaveBean(JettyConnectionMetricsBinder.class));
    }
}
