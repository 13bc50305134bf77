package io.hubbub.http;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jetty.metrics.JettyConnectionMetricsBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Leaves out what Spring Boot would count of Jetty's connections, {@code jetty.connections.*}: it
 * cost a sixth of the CPU that a client's coming takes, and holds a sample for each that is there.
 * {@code hubbub.clients} tells how many there are. Boot's threads and TLS handshakes stay counted.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(
        name = "management.metrics.enable.jetty.connections",
        havingValue = false,
        matchIfMissing = true)
class ConnectionMetricsConfiguration {

    /** In place of Boot's, which is left out where there is one. */
    @Bean
    JettyConnectionMetricsBinder uncountedConnections() {
        return new JettyConnectionMetricsBinder(new CompositeMeterRegistry()) {
            @Override
            protected void bindMetrics(Server server) {
                // Nothing listens to connections.
            }
        };
    }
}
