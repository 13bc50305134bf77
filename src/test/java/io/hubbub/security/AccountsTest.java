package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.CredentialsContainer;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

class AccountsTest {

    /** The hash of "right". */
    private static final String HASH = "{bcrypt}" + bcrypt();

    @Test
    void aPlainPasswordIsKeptAsAHash() {
        UserDetails alice = accounts("plain one", "").loadUserByUsername("alice");
        assertThat(alice.getPassword()).startsWith("{bcrypt}");
        assertThat(Accounts.encoder().matches("plain one", alice.getPassword())).isTrue();
    }

    @Test
    void aHashIsTakenAsItIs() {
        assertThat(accounts(HASH, "").loadUserByUsername("alice").getPassword()).isEqualTo(HASH);
    }

    @Test
    void rolesAreWrittenWithOrWithoutSpringsPrefix() {
        assertThat(accounts(HASH, "EDITOR,ROLE_OWNER").loadUserByUsername("alice").getAuthorities())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("ROLE_EDITOR", "ROLE_OWNER");
    }

    @Test
    void theAdministratorHasItsRole() {
        assertThat(accounts(HASH, "").loadUserByUsername("admin").getAuthorities())
                .extracting(Object::toString)
                .containsExactly("ROLE_ADMIN");
    }

    @Test
    void whoWipesAnAccountWipesACopy() {
        Accounts accounts = accounts(HASH, "");
        ((CredentialsContainer) accounts.loadUserByUsername("alice")).eraseCredentials();
        assertThat(accounts.loadUserByUsername("alice").getPassword()).isEqualTo(HASH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "Alice", "ADMIN", "alice ", ""})
    void nobodyElseHasAnAccount(String name) {
        Accounts accounts = accounts(HASH, "");
        assertThatThrownBy(() -> accounts.loadUserByUsername(name))
                .isInstanceOf(UsernameNotFoundException.class);
    }

    /** The last kind needs a library that is not on the class path. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{unheard-of}x",
                "{bcrypt}",
                "{bcrypt}right",
                "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=16384,t=2,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"
            })
    void aPasswordThatNobodyCouldUseStopsTheStart(String password) {
        assertThatThrownBy(() -> accounts(password, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.security.users.alice.password: ");
    }

    @Test
    void aPasswordLongerThanBcryptReadsStopsTheStart() {
        assertThatThrownBy(() -> accounts("x".repeat(73), ""))
                .hasMessageStartingWith("hubbub.security.users.alice.password: ")
                .hasMessageContaining("at most 72 bytes");
    }

    @Test
    void aRoleWithoutANameStopsTheStart() {
        assertThatThrownBy(() -> accounts(HASH, "ROLE_"))
                .hasMessage("hubbub.security.users.alice.roles: a role must have a name");
    }

    private static Accounts accounts(String password, String roles) {
        Map<String, String> properties =
                Map.of(
                        "admin-password", HASH,
                        "users.alice.password", password,
                        "users.alice.roles", roles);
        return new Accounts(
                SecurityPropertiesTest.bind(properties),
                new AdminPassword(
                        Path.of("nowhere"),
                        () -> {
                            throw new AssertionError("a password was made");
                        }));
    }

    private static String bcrypt() {
        return new org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder(4)
                .encode("right");
    }
}
