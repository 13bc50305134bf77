package io.hubbub.contract;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Credentials for clients of a {@link WireTest}. */
public final class Tokens {

    public static final String ADMIN_PASSWORD = "open-sesame";

    /** What the service verifies tokens by. */
    public static final String SECRET = "a-secret-that-only-the-issuer-and-the-service-know";

    private Tokens() {}

    /** A token that is good for an hour. */
    public static String token(String user, String... roles) {
        return token(SECRET, user, Duration.ofHours(1), roles);
    }

    /** A token that is valid for so long, or has been invalid for so long if it is negative. */
    public static String token(String secret, String user, Duration left, String... roles) {
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .subject(user)
                        .claim("roles", List.of(roles))
                        .expirationTime(Date.from(Instant.now().plus(left)))
                        .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
