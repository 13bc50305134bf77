package io.hubbub.security;

import io.hubbub.property.MapKeys;
import io.hubbub.property.PropertyRules;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.security}: who may log in, and how. An unknown name
 * prevents the start, because a misspelt {@code audience} would check nothing.
 *
 * @param adminPassword the password of {@code admin}, plain or as {@code {bcrypt}...}; null if
 *     Hubbub must make one
 * @param users the other accounts, by name
 * @param jwt which tokens are accepted
 * @param loginFailuresPerUser how many logins may fail for one name in {@code loginWindow}; 0 means
 *     unlimited
 * @param loginFailuresPerAddress the same for one address
 * @param loginWindow how long failures count, from the first one on
 * @param loginsPerUser how many logins with a password may be under way for one name; 0 means
 *     unlimited
 * @param loginsPerAddress the same from one address
 * @param logins the same in all
 */
@ConfigurationProperties(prefix = "hubbub.security", ignoreUnknownFields = false)
public record SecurityProperties(
        @Nullable String adminPassword,
        @DefaultValue Map<String, Account> users,
        @DefaultValue Jwt jwt,
        @DefaultValue("10") int loginFailuresPerUser,
        @DefaultValue("30") int loginFailuresPerAddress,
        @DefaultValue("5m") Duration loginWindow,
        @DefaultValue("10") int loginsPerUser,
        @DefaultValue("100") int loginsPerAddress,
        @DefaultValue("1000") int logins) {

    /** Checks how the names of the properties of users are written. */
    public static final MapKeys USER_KEYS =
            new MapKeys(
                    "hubbub.security.users",
                    "password|roles(\\[\\d+])?",
                    "is password or roles of a user; a name with other characters than letters,"
                            + " digits and '-' stands in brackets, as in"
                            + " hubbub.security.users.[alice@example.com].password"
                            + " (in YAML \"[alice@example.com]\")");

    private static final PropertyRules RULES = new PropertyRules("hubbub.security");

    public SecurityProperties {
        adminPassword = written(adminPassword);
        users = Map.copyOf(users);
        for (String name : users.keySet()) {
            String property = "users." + name;
            RULES.require(
                    !name.equals(Accounts.ADMIN),
                    property,
                    "always exists, with the role ADMIN; its password is"
                            + " hubbub.security.admin-password");
            RULES.require(
                    UserName.accepts(name), property, "cannot be a user's name: " + UserName.RULE);
        }
        RULES.require(
                loginFailuresPerUser >= 0,
                "login-failures-per-user",
                "must be 0 (unlimited) or more");
        RULES.require(
                loginFailuresPerAddress >= 0,
                "login-failures-per-address",
                "must be 0 (unlimited) or more");
        RULES.require(
                loginWindow.isPositive() && loginWindow.compareTo(Duration.ofDays(1)) <= 0,
                "login-window",
                "must be more than 0 and at most a day");
        RULES.require(loginsPerUser >= 0, "logins-per-user", "must be 0 (unlimited) or more");
        RULES.require(loginsPerAddress >= 0, "logins-per-address", "must be 0 (unlimited) or more");
        RULES.require(logins >= 0, "logins", "must be 0 (unlimited) or more");
    }

    /** The text without any secret. */
    @Override
    public String toString() {
        return "SecurityProperties[users=" + users.keySet() + "]";
    }

    /**
     * An account as it is written.
     *
     * @param password plain, or a hash that begins with its kind, as in {@code {bcrypt}$2a$10$...}
     * @param roles without a prefix
     */
    public record Account(@Nullable String password, @DefaultValue Set<String> roles) {

        public Account {
            roles = Set.copyOf(roles);
        }

        /** The text without the password. */
        @Override
        public String toString() {
            return "Account[roles=" + roles + "]";
        }
    }

    /**
     * Which tokens are accepted, and what is read from them. At most one of the first three
     * parameters is set. It says whose signature counts. Without any of them no token is accepted.
     *
     * @param secret shared with the issuer
     * @param publicKey the issuer's public key: PEM, or its place ({@code file:}, {@code
     *     classpath:})
     * @param jwks the URL of the issuer's public keys
     * @param issuer what {@code iss} must be; null for anything
     * @param audience what {@code aud} must contain; null for anything
     * @param userClaim the claim that names the user
     * @param rolesClaim the claim that has the roles, as an array or with spaces between them
     * @param leeway how far the issuer's clock may be ahead
     */
    public record Jwt(
            @Nullable String secret,
            @Nullable String publicKey,
            @Nullable String jwks,
            @Nullable String issuer,
            @Nullable String audience,
            @DefaultValue("sub") String userClaim,
            @DefaultValue("roles") String rolesClaim,
            @DefaultValue("30s") Duration leeway) {

        /** The shortest secret for HS256, in bytes. */
        private static final int SHORTEST_SECRET = 32;

        public Jwt {
            secret = written(secret);
            publicKey = written(publicKey);
            jwks = written(jwks);
            issuer = written(issuer);
            audience = written(audience);
            RULES.require(
                    Stream.of(secret, publicKey, jwks).filter(k -> k != null).count() <= 1,
                    "jwt",
                    "only one of secret, public-key and jwks can be set");
            RULES.require(
                    secret == null
                            || secret.getBytes(StandardCharsets.UTF_8).length >= SHORTEST_SECRET,
                    "jwt.secret",
                    "must have at least " + SHORTEST_SECRET + " bytes");
            RULES.require(jwks == null || isHttp(jwks), "jwt.jwks", "must be an http or https URL");
            RULES.require(!userClaim.isBlank(), "jwt.user-claim", "must not be empty");
            RULES.require(!rolesClaim.isBlank(), "jwt.roles-claim", "must not be empty");
            RULES.require(
                    !leeway.isNegative() && leeway.compareTo(Duration.ofHours(1)) <= 0,
                    "jwt.leeway",
                    "must be 0 or more and at most an hour");
        }

        /** The text without the secret. */
        @Override
        public String toString() {
            return "Jwt[issuer=" + issuer + ", audience=" + audience + "]";
        }

        private static boolean isHttp(String url) {
            try {
                URI uri = URI.create(url);
                String scheme = uri.getScheme();
                return uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** An empty value, as from a variable that is not set, counts as not written. */
    private static @Nullable String written(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
