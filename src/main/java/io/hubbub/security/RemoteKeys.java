package io.hubbub.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys from another server. They are fetched when a token needs them and kept for a while. */
final class RemoteKeys extends JWKSetSourceWrapper<SecurityContext> {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(3);
    private static final int LONGEST_ANSWER = 512 * 1024;

    /**
     * How long fetched keys are used. After that, a key that was withdrawn there is no longer
     * accepted here.
     */
    private static final Duration KEPT = Duration.ofMinutes(5);

    /** How long other threads wait for the one that fetches. */
    private static final Duration WAIT = CONNECT.plus(READ);

    /** Keys are fetched at most twice in this time, whatever keys the tokens of strangers name. */
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(10);

    /**
     * Whether the last fetch brought keys. The thread that fetches writes it, any thread reads it.
     */
    private volatile boolean reachable;

    RemoteKeys(String url) {
        super(
                new URLBasedJWKSetSource<>(
                        url(url),
                        new DefaultResourceRetriever(
                                Math.toIntExact(CONNECT.toMillis()),
                                Math.toIntExact(READ.toMillis()),
                                LONGEST_ANSWER)));
    }

    /**
     * Selects a key for a token: one of the kind that the token's algorithm needs, and never a
     * secret.
     */
    JWSKeySelector<SecurityContext> selector() {
        Set<JWSAlgorithm> accepted = new HashSet<>(JWSAlgorithm.Family.RSA);
        accepted.addAll(JWSAlgorithm.Family.EC);
        return new JWSVerificationKeySelector<>(
                accepted,
                JWKSourceBuilder.create(this)
                        .cache(KEPT.toMillis(), WAIT.toMillis())
                        .refreshAheadCache(false)
                        .rateLimited(FETCH_INTERVAL.toMillis())
                        .build());
    }

    boolean isReachable() {
        return reachable;
    }

    @Override
    public JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
            throws KeySourceException {
        reachable = false;
        JWKSet keys = getSource().getJWKSet(refresh, now, context);
        reachable = true;
        return keys;
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("hubbub.security.jwt.jwks: " + e.getMessage(), e);
        }
    }
}
