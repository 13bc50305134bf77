package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;

class TokensTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String SECRET = "0123456789".repeat(4);
    private static final RSAKey RSA = rsa("rsa");
    private static final ECKey EC = ec(Curve.P_256);

    @Test
    void aTokenSignedWithTheSecretCounts() throws JOSEException {
        Jwt jwt = tokens(Map.of("secret", SECRET)).decode(hmac(claims()));
        assertThat(jwt.getSubject()).isEqualTo("alice");
        assertThat(jwt.getExpiresAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({"HS256, 32", "HS384, 48", "HS512, 64"})
    void aLongerHashWantsALongerSecret(String algorithm, int bytes) throws JOSEException {
        String secret = "s".repeat(bytes);
        JWSSigner signer = new MACSigner("s".repeat(64));
        assertThatCode(() ->
                        tokens(Map.of("secret", secret))
                                .decode(sign(algorithm, new MACSigner(secret), claims())))
                .doesNotThrowAnyException();
        if (bytes > 32) {
            String shorter = "s".repeat(bytes - 1);
            refused(tokens(Map.of("secret", shorter)), sign(algorithm, signer, claims()));
        }
    }

    @Test
    void aTokenWithoutASignatureDoesNotCount() {
        String plain = new PlainJWT(claims().build()).serialize();
        String none = "eyJhbGciOiJub25lIn0" + plain.substring(plain.indexOf('.'));
        for (String token :
                List.of(plain, none, none + "x", none.replace("bm9uZSJ9", "Tk9ORSJ9"))) {
            refused(tokens(Map.of("secret", SECRET)), token);
            refused(tokens(Map.of("public-key", pem(RSA))), token);
        }
    }

    @Test
    void aSignatureThatIsMissingOrAnothersDoesNotCount() throws JOSEException {
        Tokens tokens = tokens(Map.of("secret", SECRET));
        String good = hmac(claims());
        int end = good.lastIndexOf('.') + 1;
        refused(tokens, good.substring(0, end));
        refused(tokens, good.substring(0, end - 1));
        String other = hmac(claims().subject("admin"));
        refused(tokens, other.substring(0, other.lastIndexOf('.') + 1) + good.substring(end));
        refused(tokens, sign("HS256", new MACSigner("x".repeat(32)), claims()));
        refused(tokens, sign("RS256", new RSASSASigner(RSA), claims()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void aTokenSignedForAnRsaKeyCounts(String algorithm) throws JOSEException {
        Tokens tokens = tokens(Map.of("public-key", pem(RSA)));
        assertThat(tokens.decode(sign(algorithm, new RSASSASigner(RSA), claims())).getSubject())
                .isEqualTo("alice");
        refused(tokens, sign(algorithm, new RSASSASigner(rsa("rsa")), claims()));
    }

    @Test
    void aTokenSignedForAnEllipticKeyCountsWithItsCurvesAlgorithmOnly() throws JOSEException {
        Tokens tokens = tokens(Map.of("public-key", pem(EC)));
        assertThat(tokens.decode(sign("ES256", new ECDSASigner(EC), claims())).getSubject())
                .isEqualTo("alice");
        refused(tokens, sign("ES256", new ECDSASigner(ec(Curve.P_256)), claims()));
        refused(tokens, sign("ES384", new ECDSASigner(ec(Curve.P_384)), claims()));
        refused(tokens, sign("RS256", new RSASSASigner(RSA), claims()));
    }

    /** It is refused before anything is computed. */
    @ParameterizedTest
    @CsvSource({"HS256, 0", "HS512, 0", "ES256, 0", "RS256, 1", "PS512, 1"})
    void aKeyIsHandedOutForItsOwnAlgorithmsOnly(String algorithm, int keys) throws JOSEException {
        assertThat(
                        TokenKeys.publicKey(pem(RSA))
                                .selectJWSKeys(new JWSHeader(JWSAlgorithm.parse(algorithm)), null))
                .hasSize(keys);
    }

    /** The public key is known to everybody. */
    @Test
    void aPublicKeyTakenForASecretSignsNothing() throws JOSEException {
        for (byte[] secret :
                List.of(
                        pem(RSA).getBytes(StandardCharsets.UTF_8),
                        publicKey(RSA).getEncoded(),
                        RSA.getModulus().decode(),
                        RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            for (String algorithm : List.of("HS256", "HS384", "HS512")) {
                refused(
                        tokens(Map.of("public-key", pem(RSA))),
                        sign(algorithm, new MACSigner(secret), claims()));
            }
        }
    }

    /** A token must not bring the key that checks it. */
    @Test
    void aKeyInsideTheTokenIsNotLookedAt() throws JOSEException {
        RSAKey own = rsa("rsa");
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build();
        SignedJWT jwt = new SignedJWT(header, claims().build());
        jwt.sign(new RSASSASigner(own));
        refused(tokens(Map.of("public-key", pem(RSA))), jwt.serialize());
    }

    @ParameterizedTest
    @CsvSource({
        "-1,  true",
        "0,   true",
        "1,   false",
    })
    void theExpiryIsExact(int seconds, boolean expired) throws JOSEException {
        String token = hmac(claims().expirationTime(Date.from(NOW.plusSeconds(seconds))));
        if (expired) {
            assertThatThrownBy(() -> tokens(Map.of("secret", SECRET)).decode(token))
                    .isInstanceOfSatisfying(
                            JwtValidationException.class,
                            e -> assertThat(Tokens.isExpired(e)).isTrue());
        } else {
            assertThat(tokens(Map.of("secret", SECRET)).decode(token)).isNotNull();
        }
    }

    @Test
    void aTokenThatIsWrongInAnotherWayIsNotJustExpired() throws JOSEException {
        String token =
                hmac(claims().expirationTime(Date.from(NOW.minusSeconds(1))).issuer("other"));
        assertThatThrownBy(() -> tokens(Map.of("secret", SECRET, "issuer", "us")).decode(token))
                .isInstanceOfSatisfying(
                        JwtValidationException.class,
                        e -> assertThat(Tokens.isExpired(e)).isFalse());
    }

    @Test
    void aTokenThatNeverExpiresDoesNotCount() throws JOSEException {
        refused(tokens(Map.of("secret", SECRET)), hmac(claims().expirationTime(null)));
    }

    @ParameterizedTest
    @CsvSource({
        "30s, 30, true",
        "30s, 31, false",
        "0s,  0,  true",
        "0s,  1,  false",
    })
    void aTokensTimeMayBeAboutToCome(String leeway, int seconds, boolean counts)
            throws JOSEException {
        Tokens tokens = tokens(Map.of("secret", SECRET, "leeway", leeway));
        String token = hmac(claims().notBeforeTime(Date.from(NOW.plusSeconds(seconds))));
        if (counts) {
            assertThat(tokens.decode(token)).isNotNull();
        } else {
            refused(tokens, token);
        }
    }

    @Test
    void theIssuerIsCheckedWhereItIsConfigured() throws JOSEException {
        Tokens tokens = tokens(Map.of("secret", SECRET, "issuer", "https://id.example.com"));
        assertThat(tokens.decode(hmac(claims().issuer("https://id.example.com")))).isNotNull();
        refused(tokens, hmac(claims().issuer("https://id.example.com/")));
        refused(tokens, hmac(claims()));
    }

    @Test
    void theAudienceIsCheckedWhereItIsConfigured() throws JOSEException {
        Tokens tokens = tokens(Map.of("secret", SECRET, "audience", "hubbub"));
        assertThat(tokens.decode(hmac(claims().audience("hubbub")))).isNotNull();
        assertThat(tokens.decode(hmac(claims().audience(List.of("a", "hubbub"))))).isNotNull();
        refused(tokens, hmac(claims().audience("hub")));
        refused(tokens, hmac(claims().audience(List.of())));
        refused(tokens, hmac(claims()));
    }

    @Test
    void aTokenNamesItsUser() throws JOSEException {
        Tokens subject = tokens(Map.of("secret", SECRET));
        refused(subject, hmac(claims().subject(null)));
        refused(subject, hmac(claims().subject("")));

        Tokens email = tokens(Map.of("secret", SECRET, "user-claim", "email"));
        assertThat(email.decode(hmac(claims().claim("email", "a@b.c")))).isNotNull();
        refused(email, hmac(claims()));
        refused(email, hmac(claims().claim("email", 7)));
        refused(email, hmac(claims().claim("email", List.of("a@b.c"))));
    }

    @ParameterizedTest
    @CsvSource({"JWT, true", "jwt, true", "at+jwt, true", "dpop+jwt, false", "logout+jwt, false"})
    void onlyTokensOfAccessCount(String type, boolean counts) throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(type)).build();
        SignedJWT jwt = new SignedJWT(header, claims().build());
        jwt.sign(new MACSigner(SECRET));
        Tokens tokens = tokens(Map.of("secret", SECRET));
        if (counts) {
            assertThat(tokens.decode(jwt.serialize())).isNotNull();
        } else {
            refused(tokens, jwt.serialize());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "...",
                "a.b.c",
                "eyJhbGciOiJIUzI1NiJ9..",
                "eyJhbGciOiJIUzI1NiJ9.e30.",
                "e30.e30.e30",
                "bnVsbA.bnVsbA.bnVsbA",
                "\0.\0.\0",
                "a.b.c.d.e",
                "{}",
            })
    void garbageDoesNotCount(String garbage) {
        refused(tokens(Map.of("secret", SECRET)), garbage);
    }

    @Test
    void anEndlessTokenDoesNotCount() throws JOSEException {
        Tokens tokens = tokens(Map.of("secret", SECRET));
        refused(tokens, "x".repeat(100_000_000));
        refused(tokens, hmac(claims().claim("x", "x".repeat(16_000))));
        assertThat(tokens.decode(hmac(claims().claim("x", "x".repeat(8_000))))).isNotNull();
    }

    @Test
    void withoutAKeyNoTokenCounts() throws JOSEException {
        refused(tokens(Map.of()), hmac(claims()));
    }

    @Test
    void aPublicKeyCanBeInAFile(@TempDir Path directory) throws IOException, JOSEException {
        Path file = Files.writeString(directory.resolve("key.pem"), pem(EC));
        assertThat(
                        tokens(Map.of("public-key", "file:" + file))
                                .decode(sign("ES256", new ECDSASigner(EC), claims())))
                .isNotNull();
    }

    @Test
    void whatIsNoPublicKeyStopsTheStart(@TempDir Path directory) {
        String text = pem(RSA);
        for (String written :
                List.of(
                        "file:" + directory.resolve("none.pem"),
                        "classpath:none.pem",
                        "-----BEGIN PUBLIC KEY-----",
                        text.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
                        text.replace("PUBLIC KEY", "PRIVATE KEY"),
                        text.substring(0, 100) + "-----END PUBLIC KEY-----",
                        pem(rsa("rsa")).replaceFirst("MIIB", "AAAA"),
                        "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----",
                        ED25519,
                        SHORT_RSA)) {
            assertThatThrownBy(() -> tokens(Map.of("public-key", written)))
                    .as(written)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("hubbub.security.jwt.public-key: ");
        }
    }

    private static final String ED25519 =
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;

    /** A key of 1024 bits. */
    private static final String SHORT_RSA = shortRsa();

    private static String shortRsa() {
        try {
            java.security.KeyPairGenerator keys = java.security.KeyPairGenerator.getInstance("RSA");
            keys.initialize(1024);
            return pem(keys.generateKeyPair().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(Tokens tokens, String token) {
        assertThatThrownBy(() -> tokens.decode(token)).isInstanceOf(BadJwtException.class);
    }

    private static Tokens tokens(Map<String, String> jwt) {
        Map<String, String> properties = new HashMap<>();
        jwt.forEach((name, value) -> properties.put("jwt." + name, value));
        return new Tokens(SecurityPropertiesTest.bind(properties).jwt(), NOW::toEpochMilli);
    }

    /** A token that is valid for a minute. */
    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("alice")
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static String hmac(JWTClaimsSet.Builder claims) throws JOSEException {
        return sign("HS256", new MACSigner(SECRET), claims);
    }

    private static String sign(String algorithm, JWSSigner signer, JWTClaimsSet.Builder claims)
            throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.parse(algorithm)), claims.build());
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static PublicKey publicKey(RSAKey key) {
        try {
            return key.toPublicKey();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(RSAKey key) {
        return pem(publicKey(key));
    }

    private static String pem(ECKey key) {
        try {
            return pem(key.toPublicKey());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec(Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID("ec").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
