package io.hubbub.transport;

import io.hubbub.client.Limits;
import io.hubbub.site.Hosts;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** The addresses that clients connect to. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransportProperties.class)
class EndpointConfiguration {

    /**
     * Each connection's thread waits where a lane is behind, or a controller takes its time. A few
     * platform threads would soon all be waiting, and nobody would be read any more.
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
    SockJsEndpoint sockJsEndpoint(
            Protocol protocol, TransportProperties properties, Limits limits) {
        return new SockJsEndpoint(protocol, new Origins(properties.allowedOrigins()), limits);
    }

    @Bean
    HandlerMapping endpoints(
            Protocol protocol,
            TransportProperties properties,
            Limits limits,
            SockJsEndpoint sockJsHttp) {
        Origins origins = new Origins(properties.allowedOrigins());
        Upgrade plain = new Upgrade(protocol, origins, Framing.WEBSOCKET, "websocket", limits);
        Upgrade sockJs =
                new Upgrade(
                        protocol, origins, Framing.SOCKJS_WEBSOCKET, "sockjs-websocket", limits);
        return new SimpleUrlHandlerMapping(
                Map.of(
                        "/ws", plain,
                        "/sockjs/websocket", plain,
                        "/sockjs/{server}/{session}/websocket", sockJs,
                        "/sockjs/**", sockJsHttp),
                Ordered.HIGHEST_PRECEDENCE);
    }
}
