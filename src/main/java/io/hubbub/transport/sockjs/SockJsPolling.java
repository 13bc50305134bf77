package io.hubbub.transport.sockjs;

import io.hubbub.client.Origin;
import io.hubbub.transport.Admission;
import io.hubbub.transport.Protocol;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/** Takes the requests that wait for something to be sent, for each {@link Transport}. */
final class SockJsPolling {

    /** What may stand in the page's script: a path of names, which is harmless. */
    private static final Pattern CALLBACK = Pattern.compile("[0-9A-Za-z_.]{1,100}");

    private final Protocol protocol;
    private final Admission admission;
    private final SockJsSessions sessions;

    SockJsPolling(Protocol protocol, SockJsSessions sessions) {
        this.protocol = protocol;
        this.sessions = sessions;
        admission = new Admission(protocol);
    }

    void handle(
            HttpServletRequest request,
            HttpServletResponse response,
            String id,
            Transport transport)
            throws IOException {
        String callback = "";
        if (transport == Transport.HTML_FILE) {
            callback = request.getParameter("c");
            if (callback == null || !CALLBACK.matcher(callback).matches()) {
                SockJsEndpoint.say(response, 500, "\"callback\" parameter required");
                return;
            }
        }
        SockJsSession made = null;
        if (sessions.isFree(id)) {
            Origin origin = new Origin(transport.word(), request.getRemoteAddr(), null);
            if (!admission.admits(origin, response)) {
                return;
            }
            made = sessions.open(id, protocol, transport, request);
        }
        SockJsSession session = made == null ? sessions.find(id, request) : made;
        if (session == null || session.transport() != transport) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (made != null) {
            made.owner().mark(request, response);
        }
        response.setContentType(transport.contentType());
        // Without this, nginx would hold a stream back until it has a full buffer.
        response.setHeader("X-Accel-Buffering", "no");
        Exchange exchange = Exchange.of(request, transport, transport.prelude(callback));
        exchange.watch(request, () -> session.interrupted(exchange));
        session.answer(exchange, made != null);
    }
}
