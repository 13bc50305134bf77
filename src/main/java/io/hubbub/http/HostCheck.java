package io.hubbub.http;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.site.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses what was sent to a name that this server is not called by. Behind it a request's own host
 * can be taken for this server's, as is done wherever a page is told from another site's.
 *
 * <p>Only browsers can be made to ask under a wrong name, so what no browser sends passes: a
 * WebSocket handshake without an {@code Origin}, and a request without {@code Host}. So does the
 * health check, which tells nothing: it is asked under whatever name an orchestrator likes.
 */
final class HostCheck extends Handler.Wrapper {

    private static final Logger log = LoggerFactory.getLogger(HostCheck.class);

    private static final String PROPERTY = "hubbub.transport.allowed-hosts";

    /** Of so many names one reads in the log: whoever makes up more does not fill it. */
    private static final int LOGGED = 100;

    private final Hosts hosts;
    private final HealthPath health;

    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    HostCheck(Hosts hosts, HealthPath health) {
        this.hosts = hosts;
        this.health = health;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String stranger = stranger(request);
        if (stranger == null || isByNoBrowser(request.getHeaders()) || health.isAsked(request)) {
            return super.handle(request, response, callback);
        }
        String host = Hosts.host(stranger);
        String name = host == null ? "by that name" : host;
        if (host != null && logged.size() < LOGGED && logged.add(host)) {
            log.warn(
                    "Refused a request to {}: where this server is called {}, set {}={}",
                    host,
                    host,
                    PROPERTY,
                    host);
        }
        Answer.send(
                response,
                callback,
                new Refusal(
                        ErrorCode.WRONG_HOST,
                        "This server is not called "
                                + name
                                + ". Whoever runs it lists its names in "
                                + PROPERTY));
        return true;
    }

    /**
     * The first host that this server is not called by; null where there is none. A proxy that is
     * believed names another than the one that was asked: a page can send that header too, so both
     * count.
     */
    private @Nullable String stranger(Request request) {
        List<String> called = new ArrayList<>(2);
        called.addAll(Request.unWrap(request).getHeaders().getValuesList(HttpHeader.HOST));
        String authority = request.getHttpURI().getAuthority();
        if (authority != null) {
            called.add(authority);
        }
        for (String host : called) {
            if (!hosts.admits(host)) {
                return host;
            }
        }
        return null;
    }

    /** Pages can neither set nor leave out these headers. */
    private static boolean isByNoBrowser(HttpFields headers) {
        return headers.contains(HttpHeader.UPGRADE, "websocket")
                && !headers.contains(HttpHeader.ORIGIN)
                && !headers.contains("Sec-Fetch-Site");
    }
}
