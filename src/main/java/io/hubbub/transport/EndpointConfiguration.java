package io.hubbub.transport;

import io.hubbub.site.Hosts;
import io.hubbub.site.Origins;
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

/** The addresses that WebSockets connect to. */
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
    ShortWay shortWay(Protocol protocol, TransportProperties properties) {
        return new ShortWay(
                protocol,
                new Origins(properties.allowedOrigins()),
                plain(protocol),
                sockJs(protocol));
    }

    /** The first to be asked, so that whatever others put before the servlets stays before it. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebServerFactoryCustomizer<JettyServletWebServerFactory> shortWayIn(ShortWay way) {
        return factory -> factory.addServerCustomizers(way::putBeforeServlets);
    }

    private static Handshake plain(Protocol protocol) {
        return new Handshake(protocol, Framing.WEBSOCKET, "websocket");
    }

    private static Handshake sockJs(Protocol protocol) {
        return new Handshake(protocol, Framing.SOCKJS_WEBSOCKET, "sockjs-websocket");
    }

    @Bean
    HandlerMapping endpoints(Protocol protocol, TransportProperties properties) {
        Origins origins = new Origins(properties.allowedOrigins());
        Upgrade plain = new Upgrade(plain(protocol), protocol, origins);
        Upgrade sockJs = new Upgrade(sockJs(protocol), protocol, origins);
        return new SimpleUrlHandlerMapping(
                Map.of(
                        "/ws", plain,
                        "/sockjs/websocket", plain,
                        "/sockjs/{server}/{session}/websocket", sockJs),
                Ordered.HIGHEST_PRECEDENCE);
    }
}
