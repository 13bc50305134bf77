package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.security.SecurityProperties.Account;
import io.hubbub.security.SecurityProperties.Jwt;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecurityPropertiesTest {

    private static final String SECRET = "a secret of thirty-two bytes! ok";

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new SecurityProperties(
                                null,
                                Map.of(),
                                new Jwt(
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        "sub",
                                        "roles",
                                        Duration.ofSeconds(30)),
                                10,
                                30,
                                Duration.ofMinutes(5),
                                10,
                                100,
                                1_000));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(
                        bind(
                                Map.ofEntries(
                                        Map.entry("admin-password", "p"),
                                        Map.entry("users.alice.password", "{bcrypt}x"),
                                        Map.entry("users.alice.roles", "A,B"),
                                        Map.entry("users.[b@c.d].password", "q"),
                                        Map.entry("jwt.secret", SECRET),
                                        Map.entry("jwt.issuer", "i"),
                                        Map.entry("jwt.audience", "a"),
                                        Map.entry("jwt.user-claim", "u"),
                                        Map.entry("jwt.roles-claim", "r"),
                                        Map.entry("jwt.leeway", "0s"),
                                        Map.entry("login-failures-per-user", "0"),
                                        Map.entry("login-failures-per-address", "2"),
                                        Map.entry("login-window", "3s"),
                                        Map.entry("logins-per-user", "4"),
                                        Map.entry("logins-per-address", "5"),
                                        Map.entry("logins", "0"))))
                .isEqualTo(
                        new SecurityProperties(
                                "p",
                                Map.of(
                                        "alice",
                                        new Account("{bcrypt}x", Set.of("A", "B")),
                                        "b@c.d",
                                        new Account("q", Set.of())),
                                new Jwt(SECRET, null, null, "i", "a", "u", "r", Duration.ZERO),
                                0,
                                2,
                                Duration.ofSeconds(3),
                                4,
                                5,
                                0));
        assertThat(bind(Map.of("jwt.public-key", "k")).jwt().publicKey()).isEqualTo("k");
        assertThat(bind(Map.of("jwt.jwks", "https://a/k")).jwt().jwks()).isEqualTo("https://a/k");
    }

    @Test
    void anEmptyValueIsNone() {
        SecurityProperties properties =
                bind(
                        Map.of(
                                "admin-password", "",
                                "jwt.secret", " ",
                                "jwt.public-key", "",
                                "jwt.jwks", "",
                                "jwt.issuer", "",
                                "jwt.audience", ""));
        assertThat(properties).isEqualTo(bind(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "login-failures-per-user,    -1",
        "login-failures-per-address, -1",
        "login-window,               0s",
        "login-window,               -1s",
        "login-window,               25h",
        "jwt.secret,                 a secret of thirty-one bytes! no",
        "jwt.jwks,                   file:/etc/passwd",
        "jwt.jwks,                   /keys",
        "jwt.jwks,                   https:",
        "jwt.jwks,                   https://a b",
        "jwt.user-claim,             ' '",
        "jwt.roles-claim,            ' '",
        "jwt.leeway,                 -1s",
        "jwt.leeway,                 61m",
    })
    void whatCannotBeIsRefusedByName(String name, String value) {
        String written = value.replace("no", "");
        assertThatThrownBy(() -> bind(Map.of(name, written)))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.security." + name + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret public-key", "public-key jwks", "jwks secret"})
    void onlyOneCanSayWhoseTokensCount(String names) {
        Map<String, String> values = new HashMap<>();
        for (String name : names.split(" ", -1)) {
            values.put("jwt." + name, name.equals("jwks") ? "https://a/keys" : SECRET);
        }
        assertThatThrownBy(() -> bind(values))
                .rootCause()
                .hasMessage(
                        "hubbub.security.jwt: only one of secret, public-key and jwks can be set");
    }

    @Test
    void theAdministratorIsNoneOfTheUsers() {
        assertThatThrownBy(() -> bind(Map.of("users.admin.password", "p")))
                .rootCause()
                .hasMessageStartingWith("hubbub.security.users.admin: ")
                .hasMessageContaining("hubbub.security.admin-password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest-1", "Guest-1", "[a\tb]", "[ ]"})
    void aUserHasANameThatUsersMayHave(String name) {
        assertThatThrownBy(() -> bind(Map.of("users." + name + ".password", "p")))
                .rootCause()
                .hasMessageContaining("cannot be a user's name: at most 200 bytes");
    }

    @Test
    void noSecretIsEverPrinted() {
        SecurityProperties properties =
                bind(
                        Map.of(
                                "admin-password", "secret-1",
                                "users.alice.password", "secret-2",
                                "jwt.secret", "secret-3 ".repeat(4)));
        assertThat(properties.toString() + properties.jwt() + properties.users())
                .doesNotContain("secret-");
        assertThat(new Credentials.Password("alice", "secret-4").toString())
                .contains("alice")
                .doesNotContain("secret-");
        assertThat(new Credentials.Bearer("secret-5").toString()).doesNotContain("secret-");
    }

    static SecurityProperties bind(Map<String, String> values) {
        Map<String, String> properties = new HashMap<>();
        values.forEach((name, value) -> properties.put("hubbub.security." + name, value));
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("hubbub.security", SecurityProperties.class);
    }
}
