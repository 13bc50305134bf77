package io.hubbub.security;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.share.RateBudget;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/** Decides who somebody is. Any thread except a lane may call it. */
public final class Authenticator {

    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);

    private final Users users;
    private final Passwords passwords;
    private final JwtDecoder tokens;
    private final Claims claims;
    private final LongSupplier epochMillis;

    /**
     * How many bad tokens each address showed. Good tokens do not count, so a crowd may come back
     * with them at once.
     */
    private final RateBudget badTokens;

    private final LongAdder accepted = new LongAdder();

    /** Refused logins by code. Any thread may use it; a code without one has no entry. */
    private final Map<ErrorCode, LongAdder> refused = new ConcurrentHashMap<>();

    public Authenticator(
            Users users,
            Passwords passwords,
            JwtDecoder tokens,
            Claims claims,
            RateBudget badTokens,
            LongSupplier epochMillis) {
        this.badTokens = badTokens;
        this.users = users;
        this.passwords = passwords;
        this.tokens = tokens;
        this.claims = claims;
        this.epochMillis = epochMillis;
    }

    /**
     * Checks credentials. This takes the time of a password's hash, or of fetching a key from
     * another server, so no lane may call it.
     *
     * @param address where they come from, for the bound on failed logins
     */
    public Result<Identity> login(Credentials credentials, String address) {
        Result<Identity> login;
        try {
            login =
                    switch (credentials) {
                        case Credentials.Password password -> password(password, address);
                        case Credentials.Bearer bearer -> bearer(bearer.token(), address);
                    };
        } catch (RuntimeException e) {
            log.error("Could not check a login", e);
            login = refuse(ErrorCode.SERVER_ERROR);
        }
        count(login);
        return login;
    }

    /**
     * The identity of a principal that the HTTP side found. A user of Hubbub's own is taken as it
     * is. From an {@link Authentication} we use the name, the role authorities and the token's
     * expiry. From any other principal we use the name.
     */
    public Result<Identity> known(Principal principal) {
        return switch (principal) {
            case User guest when guest.guest() -> Result.done(new Identity(guest, Identity.NEVER));
            case User user -> accept(user.name(), user.roles(), Identity.NEVER);
            case AnonymousAuthenticationToken _ -> refuse(ErrorCode.BAD_CREDENTIALS);
            case Authentication nobody when !nobody.isAuthenticated() ->
                    refuse(ErrorCode.BAD_CREDENTIALS);
            case Authentication known ->
                    accept(
                            known.getName(),
                            Roles.of(known.getAuthorities()),
                            known.getCredentials() instanceof AbstractOAuth2Token token
                                    ? millis(token.getExpiresAt())
                                    : Identity.NEVER);
            default -> accept(principal.getName(), Set.of(), Identity.NEVER);
        };
    }

    /** How many logins were accepted. */
    public long accepted() {
        return accepted.sum();
    }

    /** How many logins were refused with this code. */
    public long refused(ErrorCode code) {
        LongAdder count = refused.get(code);
        return count == null ? 0 : count.sum();
    }

    private Result<Identity> password(Credentials.Password written, String address) {
        return switch (passwords.check(written, address)) {
            case Result.Done<UserDetails>(UserDetails account) ->
                    accept(
                            account.getUsername(),
                            Roles.of(account.getAuthorities()),
                            Identity.NEVER);
            case Result.Refused<UserDetails>(Refusal refusal) -> Result.refused(refusal);
        };
    }

    /**
     * Checks a token, unless its address keeps showing bad ones. Then it is not checked for a
     * moment, because a signature costs CPU too.
     */
    private Result<Identity> bearer(String token, String address) {
        String network = LoginAttempts.network(address);
        if (!badTokens.debt(network).isZero()) {
            return refuse(ErrorCode.TOO_MANY_ATTEMPTS);
        }
        Result<Identity> login = bearer(token);
        if (login instanceof Result.Refused<Identity>(Refusal refusal)
                && refusal.code() != ErrorCode.SERVER_ERROR) {
            badTokens.charge(network, 1);
        }
        return login;
    }

    private Result<Identity> bearer(String token) {
        Jwt jwt;
        try {
            jwt = tokens.decode(token);
        } catch (JwtValidationException e) {
            return refuse(
                    Tokens.isExpired(e) ? ErrorCode.TOKEN_EXPIRED : ErrorCode.BAD_CREDENTIALS);
        } catch (BadJwtException e) {
            return refuse(ErrorCode.BAD_CREDENTIALS);
        } catch (JwtException e) {
            log.warn("Could not check a token: {}", e.toString());
            return refuse(ErrorCode.SERVER_ERROR);
        }
        return accept(claims.userOf(jwt), claims.rolesOf(jwt), millis(jwt.getExpiresAt()));
    }

    private Result<Identity> accept(
            @Nullable String name, Set<String> roles, long expiresAtMillis) {
        if (name == null || !UserName.accepts(name)) {
            return refuse(ErrorCode.BAD_CREDENTIALS);
        }
        if (users.isLocked(name)) {
            return refuse(ErrorCode.LOCKED);
        }
        if (expiresAtMillis <= epochMillis.getAsLong()) {
            return refuse(ErrorCode.TOKEN_EXPIRED);
        }
        return Result.done(new Identity(new User(name, false, roles), expiresAtMillis));
    }

    private static Result<Identity> refuse(ErrorCode code) {
        return Result.refused(new Refusal(code));
    }

    /** An application's own decoder may accept tokens that never expire, or almost never. */
    private static long millis(@Nullable Instant expiry) {
        return expiry == null || expiry.isAfter(Instant.ofEpochMilli(Identity.NEVER))
                ? Identity.NEVER
                : expiry.toEpochMilli();
    }

    private void count(Result<Identity> login) {
        switch (login) {
            case Result.Done<Identity> _ -> accepted.increment();
            case Result.Refused<Identity>(Refusal refusal) ->
                    refused.computeIfAbsent(refusal.code(), _ -> new LongAdder()).increment();
        }
    }
}
