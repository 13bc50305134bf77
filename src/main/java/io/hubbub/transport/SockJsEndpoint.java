package io.hubbub.transport;

import io.hubbub.client.Limits;
import io.hubbub.site.Origins;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.StringUtils;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.sockjs.SockJsException;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;
import org.springframework.web.socket.sockjs.transport.TransportType;

/**
 * SockJS but for its WebSocket: the greeting, {@code info}, the iframe's page and the HTTP
 * transports, with Spring's service behind it.
 */
final class SockJsEndpoint implements HttpRequestHandler, CorsConfigurationSource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SockJsEndpoint.class);

    /** As the iframe's page sees it: beside the endpoint. */
    private static final String CLIENT_LIBRARY =
            "../webjars/sockjs-client/1.6.1/dist/sockjs.min.js";

    /** Writing a heartbeat may have to wait for its client's socket, and others must not. */
    private static final int HEARTBEAT_THREADS = 32;

    private final Origins origins;
    private final SockJsClients clients;
    private final TransportHandlingSockJsService service;
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

    SockJsEndpoint(Protocol protocol, Origins origins, Limits limits) {
        this.origins = origins;
        clients = new SockJsClients(protocol);
        scheduler.setPoolSize(HEARTBEAT_THREADS);
        scheduler.setThreadFactory(Thread.ofVirtual().name("sockjs-", 0).factory());
        // Each write puts the heartbeat off; what it puts off would stay for its 25 s.
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.initialize();
        service =
                new TransportHandlingSockJsService(
                        scheduler,
                        new SockJsReceiving(limits),
                        new SockJsSending(TransportType.XHR),
                        new SockJsSending(TransportType.XHR_STREAMING),
                        new SockJsSending(TransportType.EVENT_SOURCE),
                        new SockJsSending(TransportType.HTML_FILE));
        service.setSockJsClientLibraryUrl(CLIENT_LIBRARY);
        service.setSessionCookieNeeded(false);
        service.setHandshakeInterceptors(List.of(new Admission(protocol)));
        if (origins.allowed().contains("*")) {
            // As an origin it cannot go with credentials, which sockjs-client always sends.
            service.setAllowedOriginPatterns(List.of("*"));
        } else {
            service.setAllowedOrigins(origins.allowed());
        }
    }

    @Override
    public void handleRequest(HttpServletRequest servletRequest, HttpServletResponse response)
            throws IOException {
        String path = path(servletRequest);
        if (!origins.admits(Asking.of(servletRequest))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (!isSockJs(path)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            try {
                // Of the same caller in each request of a session, or the service does not let it
                // in.
                HttpServletRequest request = Caller.of(servletRequest).in(servletRequest);
                service.handleRequest(
                        new ServletServerHttpRequest(request),
                        new ServletServerHttpResponse(response),
                        path,
                        clients);
            } catch (SockJsException e) {
                // Whoever else logged it would add the address, and with it the session's id.
                log.debug("A SockJS request failed", e);
                if (!response.isCommitted()) {
                    response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                }
            }
        }
    }

    /** The path after the endpoint's own. */
    private static String path(HttpServletRequest request) {
        Object path = request.getAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE);
        return path == null || "".equals(path) ? "" : "/" + path;
    }

    /** Spring's service would log the whole address of what it does not know. */
    private static boolean isSockJs(String path) {
        String[] segments = StringUtils.tokenizeToStringArray(path, "/");
        return switch (segments.length) {
            case 0 -> true;
            case 1 ->
                    segments[0].equals("info")
                            || (segments[0].startsWith("iframe") && segments[0].endsWith(".html"));
            case 3 -> !path.contains(".") && isHttpTransport(segments[2]);
            default -> false;
        };
    }

    private static boolean isHttpTransport(String name) {
        TransportType type = TransportType.fromValue(name);
        return type != null && type != TransportType.WEBSOCKET;
    }

    @Override
    public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
        return service.getCorsConfiguration(request);
    }

    @Override
    public void close() {
        scheduler.shutdown();
    }
}
