package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Grant;
import io.hubbub.desk.Logins;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.security.Credentials;
import io.hubbub.stomp.frame.StompFormat;
import io.hubbub.stomp.frame.StompFrame;
import io.hubbub.stomp.frame.StompVersion;
import io.hubbub.transport.Framing;
import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers CONNECT: which version is spoken, who the client is, and which heart-beats both sides
 * promise.
 */
final class Connecting {

    private static final Logger log = LoggerFactory.getLogger(Connecting.class);

    private static final String BEARER = "Bearer ";

    private final Inbound inbound;
    private final Logins logins;
    private final Duration heartbeat;

    Connecting(Inbound inbound, Logins logins, Duration heartbeat) {
        this.inbound = inbound;
        this.logins = logins;
        this.heartbeat = heartbeat;
    }

    /**
     * Reads a CONNECT and finds out who the client is.
     *
     * @param attributes holds the beans of the client's own scope
     * @return the version that is spoken from now on, the greeting included
     */
    Result<StompVersion> introduce(
            Client client, Framing framing, Map<String, Object> attributes, StompFrame frame) {
        // A client that sends no such header speaks 1.0, which does not have the header.
        String accepted = frame.headers().getOrDefault("accept-version", "1.0");
        StompVersion version = StompVersion.newest(accepted).orElse(null);
        if (version == null) {
            return Result.refused(new Refusal(ErrorCode.UNSUPPORTED_VERSION));
        }
        String beats = frame.headers().getOrDefault("heart-beat", "0,0");
        HeartBeat agreed =
                version == StompVersion.V1_0
                        ? HeartBeat.NONE
                        : StompProperties.agree(beats, heartbeat);
        if (agreed == null) {
            return Result.refused(
                    new Refusal(ErrorCode.BAD_FRAME, "heart-beat is not two numbers"));
        }
        Refusal refusal = login(client, attributes, frame);
        if (refusal != null) {
            return Result.refused(refusal);
        }
        client.connected(StompFormat.of(version, framing), agreed);
        return Result.done(version);
    }

    /** Finds out who the client is. Returns why the client is not let in; null if it is. */
    private @Nullable Refusal login(
            Client client, Map<String, Object> attributes, StompFrame frame) {
        try {
            Refusal refusal = logins.introduce(client, credentials(frame), frame.header("guest"));
            if (refusal != null || !inbound.isWatched()) {
                return refusal;
            }
            User before = client.user();
            Principal after = inbound.announce(client, attributes, frame);
            return after == null || after.equals(before) ? null : logins.become(client, after);
        } catch (RefusedException e) {
            return e.refusal();
        } catch (RuntimeException e) {
            log.error("CONNECT of client {} failed", client.id(), e);
            return new Refusal(ErrorCode.SERVER_ERROR);
        }
    }

    /** Greets the client and lists it. Returns why not; null if it is listed. */
    @Nullable Refusal greet(Client client, StompVersion version) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("version", version.text());
        if (version != StompVersion.V1_0) {
            long beat = heartbeat.toMillis();
            headers.put("heart-beat", beat + "," + beat);
        }
        headers.put("server", "Hubbub");
        headers.put("user-name", client.user().name());
        headers.put("client", client.id());
        long until = client.grant().untilMillis();
        if (until != Grant.EVER) {
            headers.put("expires-at", Long.toString(until));
        }
        Refusal refusal = client.announce(StompFormat.of(client).connected(headers));
        if (refusal == null) {
            logins.announced(client);
        }
        return refusal;
    }

    /** The credentials that a CONNECT shows; null if it shows none. */
    private static @Nullable Credentials credentials(StompFrame frame) {
        for (Map.Entry<String, String> header : frame.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase("authorization")) {
                String value = header.getValue();
                boolean bearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
                // An unknown scheme counts as a token that is not accepted.
                return new Credentials.Bearer(
                        bearer ? value.substring(BEARER.length()).strip() : "");
            }
        }
        String login = frame.headers().getOrDefault("login", "");
        String passcode = frame.headers().getOrDefault("passcode", "");
        return login.isEmpty() && passcode.isEmpty()
                ? null
                : new Credentials.Password(login, passcode);
    }
}
