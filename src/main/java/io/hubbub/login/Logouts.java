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
 * Ends the connections of a session when its user logs out, or logs in again, perhaps as somebody
 * else. A session that expires ends no connection: a page with a live connection may send no
 * request for longer than a session waits.
 *
 * <p>A client may also connect during the logout: its handshake came before, its CONNECT comes
 * after. So a session that ended is remembered for as long as such a client has time for CONNECT.
 * It is remembered before the clients are searched, and a client is listed before its session is
 * looked up here. So either the search finds the client, or the client finds its session ended.
 */
final class Logouts implements LogoutHandler, HttpSessionIdListener {

    /**
     * The most ended sessions to remember. Each is a login, which costs a password's hash, so there
     * cannot be more in that time.
     */
    private static final int REMEMBERED = 100_000;

    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Clients clients;

    /**
     * The keys of sessions that were logged out. Any thread may use it; an entry expires by itself.
     */
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
        client.fail(new Refusal(ErrorCode.LOGGED_OUT), Departure.LOGGED_OUT);
    }
}
