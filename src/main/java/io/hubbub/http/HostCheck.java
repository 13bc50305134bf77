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
 * Refuses requests that were sent to a name that is not this server's. Behind this handler, a
 * request's host is known to be this server's. The checks that tell its own pages from other sites'
 * rely on that.
 *
 * <p>Only browsers can be made to use a wrong name. So requests that no browser sends pass: a
 * WebSocket handshake without {@code Origin}, and a request without {@code Host}. The health check
 * passes too, because it reveals nothing and orchestrators use any name for it.
 */
final class HostCheck extends Handler.Wrapper {

    private static final Logger log = LoggerFactory.getLogger(HostCheck.class);

    private static final String PROPERTY = "hubbub.transport.allowed-hosts";

    /** How many wrong names are logged, so that somebody who makes up more cannot fill the log. */
    private static final int LOGGED = 100;

    private final Hosts hosts;
    private final HealthPath health;

    /** The wrong names that were logged. Any thread may use it. */
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
        String name = host == null ? "that name" : "the name " + host;
        if (host != null && logged.size() < LOGGED && logged.add(host)) {
            log.warn(
                    "Refused a request to {}. If this server is called {}, set {}={}",
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
                        "This server does not answer under "
                                + name
                                + ". Its operator can allow the name in "
                                + PROPERTY));
        return true;
    }

    /**
     * The first host in the request that is not this server's; null if there is none. A trusted
     * proxy names another host than the one that was asked. A page can send that header too, so
     * both must be allowed.
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
