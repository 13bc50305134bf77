package io.hubbub.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.hubbub.client.Client;
import io.hubbub.client.ClientConnected;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Origin;
import io.hubbub.client.Time;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;

/**
 * Ends what is connected by a session when its user logs out, or logs in anew, perhaps as somebody
 * else. A session that just ends by itself is left alone: a page whose connection lives may well
 * send no request for longer than a session waits.
 *
 * <p>A client may also connect while its session is being logged out: its handshake was before, its
 * CONNECT comes after. So a session that is over is remembered until the last such client had to
 * say CONNECT. It is noted before the clients are looked for, and a client is listed before it is
 * looked up here: one of the two sees the other.
 */
final class Logouts implements LogoutHandler, HttpSessionIdListener {

    /** Each is somebody's login, which costs a password's hash: more will not come in the time. */
    private static final int REMEMBERED = 100_000;

    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Clients clients;

    /** The keys of sessions that were logged out. */
    private final Cache<String, Boolean> over;

    Logouts(Clients clients, Time time) {
        this.clients = clients;
        Ticker ticker = time.nanos()::getAsLong;
        over =
                Caffeine.newBuilder()
                        .ticker(ticker)
                        .maximumSize(REMEMBERED)
                        .expireAfterWrite(clients.limits().connectTime().plus(SLACK))
                        .build();
    }

    @Override
    public void logout(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Authentication authentication) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            end(session.getId());
        }
    }

    /** A login gives the session a new id. */
    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
        end(oldSessionId);
    }

    @EventListener
    void connected(ClientConnected event) {
        String session = event.origin().session();
        Client client = clients.find(event.client());
        if (session != null && client != null && over.getIfPresent(session) != null) {
            close(client);
        }
    }

    private void end(String sessionId) {
        String session = Origin.sessionKey(sessionId);
        over.put(session, true);
        clients.all().stream()
                .filter(client -> session.equals(client.origin().session()))
                .forEach(Logouts::close);
    }

    private static void close(Client client) {
        client.fail(new Refusal(ErrorCode.LOGGED_OUT), null, Departure.LOGGED_OUT);
    }
}
