package io.hubbub.security;

import io.hubbub.property.PropertyRules;
import io.hubbub.security.SecurityProperties.Account;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The configured accounts and the administrator's, which always exists. Immutable. */
public final class Accounts implements UserDetailsService {

    static final String ADMIN = "admin";

    private static final String ADMIN_PROPERTY = "hubbub.security.admin-password";

    private static final Pattern BCRYPT =
            Pattern.compile("\\{bcrypt}\\$2[aby]\\$\\d\\d\\$[./0-9A-Za-z]{53}");

    private final Map<String, UserDetails> byName = new HashMap<>();
    private final PasswordEncoder encoder = encoder();

    /**
     * @param made the password of the administrator if none is configured; not used otherwise
     * @throws IllegalArgumentException names the property that makes no valid account
     */
    public Accounts(SecurityProperties properties, AdminPassword made) {
        String chosen = properties.adminPassword();
        String hash = chosen == null ? made.hash(encoder) : hash(ADMIN_PROPERTY, chosen);
        byName.put(ADMIN, account(ADMIN, hash, Set.of("ADMIN")));
        properties.users().forEach((name, written) -> byName.put(name, read(name, written)));
    }

    /** The encoder that makes and checks hashes of the form {@code {kind}...}. */
    public static PasswordEncoder encoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    /** Returns a copy, because Spring Security wipes the hash from the object it gets. */
    @Override
    public UserDetails loadUserByUsername(String name) {
        UserDetails account = byName.get(name);
        if (account == null) {
            throw new UsernameNotFoundException("There is no such account");
        }
        return User.withUserDetails(account).build();
    }

    /** The names of all accounts. */
    Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    private UserDetails read(String name, Account written) {
        String property = "hubbub.security.users." + name;
        PropertyRules.check(
                written.roles().stream().noneMatch(role -> Roles.bare(role).isBlank()),
                property + ".roles",
                "a role must have a name");
        return account(name, hash(property + ".password", written.password()), written.roles());
    }

    private static UserDetails account(String name, String hash, Set<String> roles) {
        String[] authorities = roles.stream().map(Roles::authority).toArray(String[]::new);
        return User.withUsername(name).password(hash).authorities(authorities).build();
    }

    private String hash(String property, @Nullable String password) {
        if (password == null || password.isEmpty()) {
            throw new IllegalArgumentException(property + ": must not be empty");
        }
        try {
            if (!password.startsWith("{")) {
                return Objects.requireNonNull(encoder.encode(password));
            }
            check(password);
            return password;
        } catch (IllegalArgumentException | LinkageError e) {
            throw new IllegalArgumentException(
                    property
                            + ": must be a plain password of at most 72 bytes that does not start"
                            + " with '{', or a hash with its kind, as in {bcrypt}$2a$10$...",
                    e);
        }
    }

    /**
     * Tries the hash once, which reveals a kind that is unknown or unavailable. BCrypt is checked
     * by its form.
     */
    private void check(String hash) {
        if (!hash.startsWith("{bcrypt}")) {
            encoder.matches("x", hash);
        } else if (!isBcrypt(hash)) {
            throw new IllegalArgumentException("BCrypt does not make such a hash");
        }
    }

    /** Whether the text is a hash of the kind that this server makes. */
    static boolean isBcrypt(String hash) {
        return BCRYPT.matcher(hash).matches();
    }
}
