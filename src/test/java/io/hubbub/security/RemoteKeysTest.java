package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;

class RemoteKeysTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final RSAKey FIRST = TokensTest.rsa("first");
    private static final RSAKey SECOND = TokensTest.rsa("second");

    private final AtomicInteger fetches = new AtomicInteger();
    private volatile String answer = keys(FIRST);
    private volatile int status = 200;
    private HttpServer server;
    private Tokens tokens;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/keys",
                exchange -> {
                    fetches.incrementAndGet();
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        tokens = tokens();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void keysAreFetchedOnceForManyTokens() throws JOSEException {
        assertThat(fetches).hasValue(0);
        for (int i = 0; i < 10; i++) {
            assertThat(tokens.decode(signed(FIRST)).getSubject()).isEqualTo("alice");
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws JOSEException {
        tokens.decode(signed(FIRST));
        answer = keys(FIRST, SECOND);
        assertThat(tokens.decode(signed(SECOND)).getSubject()).isEqualTo("alice");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void tokensOfStrangersDoNotCountAndFetchNothingMore() throws JOSEException {
        for (int i = 0; i < 50; i++) {
            String token = signed(new RSAKey.Builder(SECOND).keyID("stranger" + i).build());
            assertThatThrownBy(() -> tokens.decode(token)).isInstanceOf(BadJwtException.class);
        }
        // Two at once, and two more for each time that the test was held up for ten seconds.
        assertThat(fetches.get()).isBetween(2, 20);
        assertThat(tokens.decode(signed(FIRST))).isNotNull();
    }

    @Test
    void aSecretAmongTheKeysSignsNothing() throws JOSEException {
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        OctetSequenceKey shared = new OctetSequenceKey.Builder(secret).keyID("first").build();
        answer = new JWKSet(List.<JWK>of(shared, FIRST.toPublicJWK())).toString(false);
        SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.HS256, "first"), claims());
        jwt.sign(new MACSigner(secret));
        assertThatThrownBy(() -> tokens.decode(jwt.serialize()))
                .isInstanceOf(BadJwtException.class);
    }

    @Test
    void keysThatCannotBeHadAreNotTheTokensFault() throws JOSEException {
        status = 500;
        String token = signed(FIRST);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> tokens.decode(token))
                    .isInstanceOf(JwtException.class)
                    .isNotInstanceOf(BadJwtException.class);
        }
        status = 200;
        assertThat(tokens().decode(token)).isNotNull();
    }

    @Test
    void anAnswerThatIsNoKeysIsNotTheTokensFault() throws JOSEException {
        answer = "<html>";
        String token = signed(FIRST);
        assertThatThrownBy(() -> tokens.decode(token))
                .isInstanceOf(JwtException.class)
                .isNotInstanceOf(BadJwtException.class);
    }

    @Test
    void aServerThatIsGoneIsNotTheTokensFault() throws JOSEException {
        server.stop(0);
        String token = signed(FIRST);
        assertThatThrownBy(() -> tokens.decode(token))
                .isInstanceOf(JwtException.class)
                .isNotInstanceOf(BadJwtException.class);
    }

    @Test
    void garbageAsksNobodyForKeys() {
        for (String garbage :
                List.of("", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "x".repeat(20_000))) {
            assertThatThrownBy(() -> tokens.decode(garbage)).isInstanceOf(BadJwtException.class);
        }
        assertThat(fetches).hasValue(0);
    }

    private Tokens tokens() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
        return new Tokens(
                SecurityPropertiesTest.bind(Map.of("jwt.jwks", url)).jwt(), NOW::toEpochMilli);
    }

    private static String signed(RSAKey key) throws JOSEException {
        SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.RS256, key.getKeyID()), claims());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String key) {
        return new JWSHeader.Builder(algorithm).keyID(key).build();
    }

    private static JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .subject("alice")
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .build();
    }

    private static String keys(RSAKey... keys) {
        return new JWKSet(List.<JWK>of(keys)).toString(true);
    }
}
