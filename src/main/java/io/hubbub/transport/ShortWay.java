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
 * Takes the handshakes of those who show nobody in them, before any servlet: most clients say who
 * they are in CONNECT. The way through the servlets costs several times as much, and when a server
 * comes back all its clients pass here at once, while nothing is compiled yet.
 *
 * <p>What those filters are for is whom a request is made as, and these are a guest's: neither a
 * session's cookie is there nor an {@code Authorization}, and nothing else is read there either.
 * Whose page asks, and whether anybody may come from there, is decided as for everybody. Whatever
 * is out of the ordinary goes on to the servlets, and so does everything while this is {@link #open
 * not open}: an application may have put something in the way.
 */
public final class ShortWay extends Handler.Wrapper {

    private static final String WEBSOCKET = "websocket";

    private final Origins origins;
    private final Addresses addresses;

    /** Set once, before the server starts; null where there are no servlets behind this. */
    private @Nullable ServletContextHandler servlets;

    private volatile boolean open;

    ShortWay(Origins origins, Addresses addresses) {
        this.origins = origins;
        this.addresses = addresses;
    }

    /** What the addresses begin with whose handshakes it takes. */
    public List<String> paths() {
        return addresses.paths();
    }

    /** Puts itself right before the servlets: all that stands before them stays before this. */
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
     * Begins to take handshakes. To be called by who knows that nothing but this application's own
     * filters would see them otherwise.
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

    /** Whether a cookie may be a session's, be it one that is over. */
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

    /** Null where it is none of these addresses, to the letter. */
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

    /** The request as if it were within the servlets' context, in which the connection then is. */
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
