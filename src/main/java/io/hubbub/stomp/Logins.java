package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Grant;
import io.hubbub.desk.LiveAccess;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Credentials;
import io.hubbub.security.Login;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.Map;
import java.util.regex.Pattern;

/** Who a client says it is: in its handshake, in CONNECT, and with a fresh token later on. */
final class Logins {

    private static final String BEARER = "Bearer ";

    /** By which a guest is known again; long enough not to be guessed. */
    private static final Pattern GUEST_SECRET = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    /**
     * How much of the digest of the secret a guest's name shows: 103 bits. Of 62 one could search
     * for a secret that gives the name of any of many guests.
     */
    private static final int GUEST_NAME = 20;

    private final Authenticator authenticator;
    private final LiveAccess identities;

    Logins(Authenticator authenticator, LiveAccess identities) {
        this.authenticator = authenticator;
        this.identities = identities;
    }

    /** What a client is taken for after its handshake. */
    record Handshake(@Nullable Grant standing, @Nullable Refusal refusal) {}

    /**
     * Reads whom the handshake was made as.
     *
     * @param principal null for a guest
     */
    Handshake handshake(@Nullable Principal principal) {
        return switch (principal == null ? null : authenticator.known(principal)) {
            case null -> new Handshake(null, null);
            case Login.Accepted accepted ->
                    new Handshake(identities.standing(accepted.identity()), null);
            case Login.Refused refused -> new Handshake(null, refused.refusal());
        };
    }

    /**
     * Makes a client whom its CONNECT names. Without a name it stays whom its handshake was made
     * as; with a wrong one it is nobody, not even a guest.
     *
     * @return why not; null where it is well
     */
    @Nullable Refusal connect(Client client, StompFrame frame) {
        Credentials credentials = credentials(frame);
        if (credentials != null) {
            return become(client, authenticator.login(credentials, client.origin().address()));
        }
        String secret = frame.header("guest");
        return secret == null || !client.user().guest() ? null : becomeGuest(client, secret);
    }

    /**
     * Makes a guest the one that it was on an earlier connection. Others see the name, which says
     * nothing of the secret.
     */
    private static @Nullable Refusal becomeGuest(Client client, String secret) {
        if (!GUEST_SECRET.matcher(secret).matches()) {
            return new Refusal(
                    ErrorCode.BAD_FRAME, "guest is 16 to 128 letters, digits, '-' and '_'");
        }
        client.become(Grant.of(User.guest("guest-" + digest(secret))));
        return null;
    }

    private static String digest(String secret) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(secret.getBytes(StandardCharsets.US_ASCII));
            return new BigInteger(1, hash).toString(36).substring(0, GUEST_NAME);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a client whom an interceptor of the application found it to be. */
    @Nullable Refusal become(Client client, Principal principal) {
        return become(client, authenticator.known(principal));
    }

    private @Nullable Refusal become(Client client, Login login) {
        return switch (login) {
            case Login.Accepted accepted -> {
                client.become(identities.standing(accepted.identity()));
                yield null;
            }
            case Login.Refused refused -> refused.refusal();
        };
    }

    /** Applies what was changed for the client's user while nobody could find the client yet. */
    void announced(Client client) {
        identities.reconsider(client);
    }

    /**
     * Takes a fresh token of a client. A wrong one changes nothing: the old one holds as long as it
     * says.
     *
     * @return why not; null where it counts from now on
     */
    @Nullable Refusal renew(Client client, byte[] token) {
        String written = new String(token, StandardCharsets.UTF_8).strip();
        Login login =
                authenticator.login(new Credentials.Bearer(written), client.origin().address());
        return switch (login) {
            case Login.Accepted accepted -> identities.renew(client, accepted.identity());
            case Login.Refused(Refusal refusal) ->
                    refusal.code() == ErrorCode.BAD_CREDENTIALS
                            ? new Refusal(ErrorCode.NOT_ALLOWED, "The token is not accepted")
                            : refusal;
        };
    }

    /** What a CONNECT shows; null where it shows nothing. */
    private static @Nullable Credentials credentials(StompFrame frame) {
        for (Map.Entry<String, String> header : frame.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase("authorization")) {
                String value = header.getValue();
                boolean bearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
                // A scheme that is not known here shows a token that is not accepted.
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
