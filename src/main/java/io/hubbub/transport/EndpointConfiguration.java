package io.hubbub.transport;

import io.hubbub.site.Hosts;
import io.hubbub.site.Origins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Opens WebSockets at the addresses of all endpoints. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransportProperties.class)
class EndpointConfiguration {

    /**
     * Checks that threads are virtual. A connection's thread waits while a lane is behind or a
     * controller is busy. A few platform threads would soon all wait, and no client would be read.
     */
    EndpointConfiguration(@Value("${spring.threads.virtual.enabled:false}") boolean virtual) {
        if (!virtual) {
            throw new IllegalArgumentException("spring.threads.virtual.enabled: must be true");
        }
    }

    @Bean
    Hosts hosts(TransportProperties properties) {
        try {
            return new Hosts(properties.allowedHosts());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "hubbub.transport.allowed-hosts: " + e.getMessage(), e);
        }
    }

    @Bean
    Addresses addresses(List<Endpoint> endpoints) {
        return new Addresses(endpoints);
    }

    @Bean
    ShortWay shortWay(Addresses addresses, TransportProperties properties) {
        return new ShortWay(new Origins(properties.allowedOrigins()), addresses);
    }

    /**
     * Runs first, so that handlers which others put before the servlets also come before this one.
     */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebServerFactoryCustomizer<JettyServletWebServerFactory> shortWayIn(ShortWay way) {
        return factory -> factory.addServerCustomizers(way::putBeforeServlets);
    }

    @Bean
    HandlerMapping endpoints(Addresses addresses, TransportProperties properties) {
        Origins origins = new Origins(properties.allowedOrigins());
        Map<String, Upgrade> upgrades = new HashMap<>();
        addresses
                .patterns()
                .forEach((pattern, handshake) ->
                        upgrades.put(pattern, new Upgrade(handshake, origins)));
        return new SimpleUrlHandlerMapping(upgrades, Ordered.HIGHEST_PRECEDENCE);
    }
}
