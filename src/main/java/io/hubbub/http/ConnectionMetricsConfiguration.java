package io.hubbub.http;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jetty.metrics.JettyConnectionMetricsBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Turns off Spring Boot's metrics of Jetty's connections, {@code jetty.connections.*}. They cost a
 * sixth of the CPU for letting a client in, and hold a sample for each connection. {@code
 * hubbub.clients} counts the clients. Boot's metrics of threads and TLS handshakes stay.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(
        name = "management.metrics.enable.jetty.connections",
        havingValue = false,
        matchIfMissing = true)
class ConnectionMetricsConfiguration {

    /** Takes the place of Boot's bean, which Boot leaves out if there is another. */
    @Bean
    JettyConnectionMetricsBinder uncountedConnections() {
        return new JettyConnectionMetricsBinder(new CompositeMeterRegistry()) {
            @Override
            protected void bindMetrics(Server server) {
                // Listens to no connection.
            }
        };
    }
}
