package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.client.Grant;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Credentials;
import io.hubbub.security.Identity;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who a client says it is: in its handshake, in CONNECT, and with a fresh token later on. */
public final class Logins {

    /** By which a guest is known again; long enough not to be guessed. */
    private static final Pattern GUEST_SECRET = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    /**
     * How much of the digest of the secret a guest's name shows: 103 bits. Of 62 one could search
     * for a secret that gives the name of any of many guests.
     */
    private static final int GUEST_NAME = 20;

    private final Authenticator authenticator;
    private final LiveAccess identities;

    public Logins(Authenticator authenticator, LiveAccess identities) {
        this.authenticator = authenticator;
        this.identities = identities;
    }

    /** What a client is taken for after its handshake. */
    public record Handshake(@Nullable Grant standing, @Nullable Refusal refusal) {}

    /**
     * Reads whom the handshake was made as.
     *
     * @param principal null for a guest
     */
    public Handshake handshake(@Nullable Principal principal) {
        return switch (principal == null ? null : authenticator.known(principal)) {
            case null -> new Handshake(null, null);
            case Result.Done<Identity> accepted ->
                    new Handshake(identities.standing(accepted.value()), null);
            case Result.Refused<Identity> refused -> new Handshake(null, refused.refusal());
        };
    }

    /**
     * Makes a client whom it says it is when it connects. A client that shows nothing stays whom
     * its handshake was made as; one that shows something wrong may not come in, not even as a
     * guest.
     *
     * @param credentials null where it shows none
     * @param guest the secret by which a guest is known again; null where it has none
     * @return why not; null where it is well
     */
    public @Nullable Refusal introduce(
            Client client, @Nullable Credentials credentials, @Nullable String guest) {
        if (credentials != null) {
            return become(client, authenticator.login(credentials, client.origin().address()));
        }
        return guest == null || !client.user().guest() ? null : becomeGuest(client, guest);
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
    public @Nullable Refusal become(Client client, Principal principal) {
        return become(client, authenticator.known(principal));
    }

    private @Nullable Refusal become(Client client, Result<Identity> login) {
        return switch (login) {
            case Result.Done<Identity> accepted -> {
                client.become(identities.standing(accepted.value()));
                yield null;
            }
            case Result.Refused<Identity> refused -> refused.refusal();
        };
    }

    /** Applies what was changed for the client's user while nobody could find the client yet. */
    public void announced(Client client) {
        identities.reconsider(client);
    }

    /**
     * Takes a fresh token of a client. A wrong one changes nothing: the old one holds as long as it
     * says.
     *
     * @return why not; null where it counts from now on
     */
    @Nullable Refusal renew(Client client, String token) {
        Result<Identity> login =
                authenticator.login(new Credentials.Bearer(token), client.origin().address());
        return switch (login) {
            case Result.Done<Identity> accepted -> identities.renew(client, accepted.value());
            case Result.Refused<Identity>(Refusal refusal) ->
                    refusal.code() == ErrorCode.BAD_CREDENTIALS
                            ? new Refusal(ErrorCode.NOT_ALLOWED, "The token is not accepted")
                            : refusal;
        };
    }
}
