package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import io.hubbub.site.Origins;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.jspecify.annotations.Nullable;

/**
 * Takes handshakes without credentials before they reach the servlets. Most clients connect so,
 * because they log in later, in the protocol itself. The way through the servlets costs several
 * times as much. After a restart all clients come at once, while nothing is compiled yet.
 *
 * <p>The servlets' filters find out which user a request acts for. A handshake that is taken here
 * has neither a session's cookie nor an {@code Authorization}, so it acts for a guest. The checks
 * of its page and of its address are the same on both ways. Any unusual handshake goes on to the
 * servlets. Until the short way is {@link #open opened}, all handshakes do, because an application
 * may have filters of its own.
 */
public final class ShortWay extends Handler.Wrapper {

    private static final String WEBSOCKET = "websocket";

    private final Origins origins;
    private final Addresses addresses;

    /** Set once, before the server starts. Null if there are no servlets behind this. */
    private @Nullable ServletContextHandler servlets;

    /** Set once by the thread that starts the application; read by every thread that serves. */
    private volatile boolean open;

    ShortWay(Origins origins, Addresses addresses) {
        this.origins = origins;
        this.addresses = addresses;
    }

    /** The beginnings of the addresses whose handshakes this takes. */
    public List<String> paths() {
        return addresses.paths();
    }

    /** Puts itself right before the servlets. What comes before them also comes before this. */
    void putBeforeServlets(Server server) {
        Handler.Singleton outer = server;
        while (outer.getHandler() instanceof Handler.Singleton next
                && !(next instanceof ServletContextHandler)) {
            outer = next;
        }
        if (outer.getHandler() instanceof ServletContextHandler found) {
            servlets = found;
            setHandler(found);
            outer.setHandler(this);
        }
    }

    /**
     * Begins to take handshakes. Call it only if no filter of an application would have seen them.
     */
    public void open() {
        open = servlets != null;
    }

    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        ServletContextHandler context = servlets;
        if (open && context != null && isHandshakeOfAGuest(request, context)) {
            Handshake asked = asked(request, context.getContextPath());
            if (asked != null && origins.admits(Asking.of(request))) {
                Origin origin = asked.origin(Request.getRemoteAddr(request), null);
                Refusal refusal = asked.protocol().refusal(origin);
                if (refusal != null) {
                    refuse(response, callback, refusal);
                    return true;
                }
                WebSocketMappings mappings = WebSocketMappings.ensureMappings(context);
                Request within = new Within(request, context.getContext());
                if (asked.upgrade(mappings, within, response, callback, null, origin)) {
                    return true;
                }
            }
        }
        return super.handle(request, response, callback);
    }

    private static boolean isHandshakeOfAGuest(Request request, ServletContextHandler context) {
        HttpFields headers = request.getHeaders();
        return HttpMethod.GET.is(request.getMethod())
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && WEBSOCKET.equalsIgnoreCase(headers.get(HttpHeader.UPGRADE))
                && "13".equals(headers.get(HttpHeader.SEC_WEBSOCKET_VERSION))
                && !headers.contains(HttpHeader.AUTHORIZATION)
                && !headers.contains(HttpHeader.CONTENT_LENGTH)
                && !headers.contains(HttpHeader.TRANSFER_ENCODING)
                && !showsSession(request, context);
    }

    /** Whether there is a cookie of a session, even of one that has ended. */
    private static boolean showsSession(Request request, ServletContextHandler context) {
        if (!request.getHeaders().contains(HttpHeader.COOKIE)) {
            return false;
        }
        String name = context.getSessionHandler().getSessionCookie();
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** Finds the handshake of the address, which must match exactly; null if there is none. */
    private @Nullable Handshake asked(Request request, String contextPath) {
        String path = request.getHttpURI().getPathQuery();
        String context = contextPath.equals("/") ? "" : contextPath;
        if (path == null || !path.startsWith(context)) {
            return null;
        }
        return addresses.find(path.substring(context.length()));
    }

    private static void refuse(Response response, Callback callback, Refusal refusal) {
        response.setStatus(refusal.code().status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "text/plain");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        byte[] word = refusal.word().getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(word), callback);
    }

    /**
     * The request as the servlets' context would see it. The connection belongs to that context.
     */
    private static final class Within extends Request.Wrapper {

        private final Context context;

        Within(Request request, Context context) {
            super(request);
            this.context = context;
        }

        @Override
        public Context getContext() {
            return context;
        }
    }
}
