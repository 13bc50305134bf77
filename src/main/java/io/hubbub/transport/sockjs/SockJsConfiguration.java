package io.hubbub.transport.sockjs;

import io.hubbub.client.FrameLimits;
import io.hubbub.client.Time;
import io.hubbub.site.Origins;
import io.hubbub.transport.Endpoint;
import io.hubbub.transport.TransportProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Serves SockJS over HTTP for each endpoint that has it. */
@Configuration(proxyBeanMethods = false)
class SockJsConfiguration {

    @Bean
    SockJsSessions sockJsSessions(Time time) {
        return new SockJsSessions(time);
    }

    /** Comes after the addresses of WebSockets, which are more specific. */
    @Bean
    HandlerMapping sockJs(
            List<Endpoint> endpoints,
            SockJsSessions sessions,
            TransportProperties properties,
            FrameLimits limits,
            Time time) {
        Origins origins = new Origins(properties.allowedOrigins());
        SockJsReceiving receiving = new SockJsReceiving(limits);
        Map<String, SockJsEndpoint> handlers = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            String path = endpoint.sockJsPath();
            if (path != null) {
                SockJsPolling polling = new SockJsPolling(endpoint.protocol(), sessions);
                handlers.put(
                        path + "/**",
                        new SockJsEndpoint(path, origins, sessions, polling, receiving, time));
            }
        }
        return new Unexamined(handlers);
    }

    /** Leaves CORS to the endpoint itself. */
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
