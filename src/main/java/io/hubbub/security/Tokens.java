package io.hubbub.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Checks tokens. If no key is configured, no token is accepted. */
public final class Tokens implements JwtDecoder {

    /** The longest token that is checked. No real token is longer. */
    private static final int MAX_LENGTH = 16 * 1024;

    /** The error code of a token that is expired and otherwise right. */
    private static final String EXPIRED = "token_expired";

    private static final String INVALID = "invalid_token";

    /** Null if no key is configured. */
    private final @Nullable NimbusJwtDecoder decoder;

    /** Null if the keys are not at another server. */
    private final @Nullable RemoteKeys remote;

    private final LongSupplier epochMillis;

    /**
     * @throws IllegalArgumentException names the property that is not a key
     */
    public Tokens(SecurityProperties.Jwt written, LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
        remote = written.jwks() == null ? null : new RemoteKeys(written.jwks());
        JWSKeySelector<SecurityContext> keys = keys(written, remote);
        if (keys == null) {
            decoder = null;
            return;
        }
        decoder = new NimbusJwtDecoder(processor(keys));
        decoder.setJwtValidator(validator(written));
    }

    /**
     * Reads a token.
     *
     * @throws BadJwtException if it is not accepted
     * @throws JwtException if nobody can say now, because its key cannot be fetched
     */
    @Override
    public Jwt decode(String token) {
        if (decoder == null) {
            throw new BadJwtException("This server accepts no tokens");
        }
        if (token.length() > MAX_LENGTH) {
            throw new BadJwtException("The token is too long");
        }
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            throw isNoKeyToBeHad(e) ? e : new BadJwtException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether the token is expired and otherwise right. */
    static boolean isExpired(JwtValidationException failure) {
        return failure.getErrors().stream().allMatch(error -> error.getErrorCode().equals(EXPIRED));
    }

    /**
     * Whether the token's key may exist but could not be fetched. If keys were fetched a moment ago
     * and it was not among them, it does not exist.
     */
    private boolean isNoKeyToBeHad(JwtException failure) {
        return switch (failure.getCause()) {
            case RateLimitReachedException _ -> remote != null && !remote.isReachable();
            case KeySourceException _ -> true;
            case null, default -> false;
        };
    }

    private static @Nullable JWSKeySelector<SecurityContext> keys(
            SecurityProperties.Jwt written, @Nullable RemoteKeys remote) {
        if (remote != null) {
            return remote.selector();
        }
        if (written.publicKey() != null) {
            return TokenKeys.publicKey(written.publicKey());
        }
        return written.secret() == null ? null : TokenKeys.secret(written.secret());
    }

    /**
     * Checks only the signature. The library's own check of the claims would use the machine's
     * clock.
     */
    private static DefaultJWTProcessor<SecurityContext> processor(
            JWSKeySelector<SecurityContext> keys) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(keys);
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier((_, _) -> {});
        return processor;
    }

    private OAuth2TokenValidator<Jwt> validator(SecurityProperties.Jwt written) {
        Claims claims = new Claims(written.userClaim(), written.rolesClaim());
        List<OAuth2TokenValidator<Jwt>> checks = new ArrayList<>();
        checks.add(this::expiry);
        checks.add(token -> notBefore(token, written.leeway()));
        checks.add(token -> require(claims.userOf(token) != null, INVALID, "it has no user"));
        if (written.issuer() != null) {
            checks.add(new JwtIssuerValidator(written.issuer()));
        }
        if (written.audience() != null) {
            checks.add(new JwtAudienceValidator(written.audience()));
        }
        return new DelegatingOAuth2TokenValidator<>(checks);
    }

    /** Checks the expiry without leeway, because the connection ends at that very moment. */
    private OAuth2TokenValidatorResult expiry(Jwt token) {
        Instant expiry = token.getExpiresAt();
        return expiry == null
                ? require(false, INVALID, "it never expires")
                : require(now().isBefore(expiry), EXPIRED, "it has expired");
    }

    private OAuth2TokenValidatorResult notBefore(Jwt token, Duration leeway) {
        Instant begin = token.getNotBefore();
        boolean begun = begin == null || !now().plus(leeway).isBefore(begin);
        return require(begun, INVALID, "it is not valid yet");
    }

    private static OAuth2TokenValidatorResult require(boolean holds, String error, String why) {
        return holds
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error(error, why, null));
    }

    private Instant now() {
        return Instant.ofEpochMilli(epochMillis.getAsLong());
    }
}
