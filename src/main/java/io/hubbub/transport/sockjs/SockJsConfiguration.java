package io.hubbub.transport.sockjs;

import io.hubbub.client.FrameLimits;
import io.hubbub.client.Time;
import io.hubbub.site.Origins;
import io.hubbub.transport.Protocol;
import io.hubbub.transport.TransportProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Where SockJS's clients ask. */
@Configuration(proxyBeanMethods = false)
class SockJsConfiguration {

    @Bean
    SockJsSessions sockJsSessions(Protocol protocol, Time time) {
        return new SockJsSessions(protocol, time);
    }

    /** After the addresses of WebSockets, which are more particular. */
    @Bean
    HandlerMapping sockJs(
            Protocol protocol,
            SockJsSessions sessions,
            TransportProperties properties,
            FrameLimits limits,
            Time time) {
        SockJsEndpoint endpoint =
                new SockJsEndpoint(
                        new Origins(properties.allowedOrigins()),
                        sessions,
                        new SockJsPolling(protocol, sessions),
                        new SockJsReceiving(limits),
                        time);
        return new Unexamined(Map.of("/sockjs/**", endpoint));
    }

    /** The endpoint itself answers what a browser asks about other sites' pages. */
    private static final class Unexamined extends SimpleUrlHandlerMapping {

        Unexamined(Map<String, ?> handlers) {
            super(handlers, Ordered.HIGHEST_PRECEDENCE + 1);
        }

        @Override
        protected HandlerExecutionChain getCorsHandlerExecutionChain(
                HttpServletRequest request,
                HandlerExecutionChain chain,
                @Nullable CorsConfiguration configuration) {
            return chain;
        }
    }
}
