package io.hubbub.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * The configured key and the algorithms that fit it. A token may name one of these algorithms and
 * no other. Otherwise a public key that is taken for a secret would let everybody sign.
 */
final class TokenKeys {

    private static final String PROPERTY = "hubbub.security.jwt.public-key";

    private static final String KINDS = "must be a key for RSA or on a NIST curve";

    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----", Pattern.DOTALL);

    /** The shortest RSA key that is considered safe today. */
    private static final int SHORTEST_RSA_BITS = 2048;

    private TokenKeys() {}

    static JWSKeySelector<SecurityContext> secret(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        try {
            // Longer hashes need longer secrets.
            Set<JWSAlgorithm> fitting = new MACSigner(bytes).supportedJWSAlgorithms();
            return only(new SecretKeySpec(bytes, "HMAC"), fitting);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("hubbub.security.jwt.secret: " + e.getMessage(), e);
        }
    }

    /**
     * @param written PEM, or its place
     */
    static JWSKeySelector<SecurityContext> publicKey(String written) {
        Matcher pem = PEM.matcher(written.contains("-----BEGIN") ? written : load(written));
        if (!pem.find()) {
            throw refused("must be PEM that begins with -----BEGIN PUBLIC KEY-----, or its place");
        }
        try {
            return switch (parse(pem.group(1))) {
                case RSAPublicKey rsa when rsa.getModulus().bitLength() < SHORTEST_RSA_BITS ->
                        throw refused("must have at least " + SHORTEST_RSA_BITS + " bits");
                case RSAPublicKey rsa ->
                        only(rsa, new RSASSAVerifier(rsa).supportedJWSAlgorithms());
                case ECPublicKey ec -> only(ec, new ECDSAVerifier(ec).supportedJWSAlgorithms());
                default -> throw refused(KINDS);
            };
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalArgumentException(PROPERTY + ": " + KINDS, e);
        }
    }

    private static PublicKey parse(String base64) throws GeneralSecurityException {
        X509EncodedKeySpec key;
        try {
            key = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException(e);
        }
        try {
            return KeyFactory.getInstance("RSA").generatePublic(key);
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("EC").generatePublic(key);
        }
    }

    private static String load(String location) {
        try {
            return new DefaultResourceLoader()
                    .getResource(location)
                    .getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    PROPERTY + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static JWSKeySelector<SecurityContext> only(Key key, Set<JWSAlgorithm> fitting) {
        return (header, _) -> fitting.contains(header.getAlgorithm()) ? List.of(key) : List.of();
    }

    private static IllegalArgumentException refused(String rule) {
        return new IllegalArgumentException(PROPERTY + ": " + rule);
    }
}
