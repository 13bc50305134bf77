package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Time;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.metrics.LoginMetrics;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Credentials;
import io.hubbub.security.Identity;
import io.hubbub.security.Tokens;
import io.hubbub.security.Users;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Which accounts, passwords and tokens count, with and without an application's own. */
@ExtendWith(OutputCaptureExtension.class)
class UserConfigurationTest {

    @TempDir private Path data;

    private ApplicationContextRunner runner;

    @BeforeEach
    void prepare() {
        runner =
                new ApplicationContextRunner()
                        .withBean(Time.class, Time::system)
                        .withPropertyValues("hubbub.data=" + data);
    }

    @Test
    void withoutConfigurationThereIsAnAdministratorAndNobodyElse(CapturedOutput log) {
        runner.withUserConfiguration(UserConfiguration.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(log.getOut()).containsOnlyOnce("The password of admin is ");
                    String told = log.getOut().split("password of admin is ", -1)[1];
                    String password = told.substring(0, told.indexOf(' '));
                    assertThat(password).matches("[a-z0-9]{24}");
                    Authenticator logins = context.getBean(Authenticator.class);
                    assertThat(login(logins, "admin", password))
                            .isEqualTo(accepted("admin", Set.of("ADMIN")));
                    assertThat(login(logins, "user", password)).isEqualTo(refused());
                    assertThat(logins.login(new Credentials.Bearer("x"), "192.0.2.1"))
                            .isEqualTo(refused());
                });
    }

    @Test
    void configuredUsersLogIn() {
        runner.withUserConfiguration(UserConfiguration.class)
                .withPropertyValues(
                        "hubbub.security.admin-password=p",
                        "hubbub.security.users.[a@b.c].password=q",
                        "hubbub.security.users.[a@b.c].roles=X")
                .run(context -> {
                    Authenticator logins = context.getBean(Authenticator.class);
                    assertThat(login(logins, "admin", "p"))
                            .isEqualTo(accepted("admin", Set.of("ADMIN")));
                    assertThat(login(logins, "a@b.c", "q"))
                            .isEqualTo(accepted("a@b.c", Set.of("X")));
                    assertThat(login(logins, "a@b.c", "p")).isEqualTo(refused());
                });
        assertThat(data).isEmptyDirectory();
    }

    /** Before and after Hubbub's own, because an application does not choose the order. */
    @ParameterizedTest
    @ValueSource(classes = {AccountsFirst.class, AccountsLast.class, AccountsThatLock.class})
    void anApplicationsAccountsAreTheOnlyOnes(Class<?> application, CapturedOutput log) {
        runner.withUserConfiguration(application)
                .withPropertyValues("hubbub.security.users.bob.password=q")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Authenticator logins = context.getBean(Authenticator.class);
                    assertThat(login(logins, "own", "plain"))
                            .isEqualTo(accepted("own", Set.of("OWN")));
                    assertThat(login(logins, "bob", "q")).isEqualTo(refused());
                    assertThat(login(logins, "admin", "")).isEqualTo(refused());
                    context.getBean(Users.class).lock("own");
                    assertThat(login(logins, "own", "plain"))
                            .isEqualTo(Result.refused(new Refusal(ErrorCode.LOCKED)));
                });
        assertThat(log.getOut()).doesNotContain("password of admin");
        assertThat(data).isEmptyDirectory();
    }

    /** It would take the hashes of Hubbub's accounts for passwords. */
    @Test
    void anEncoderWithoutAccountsIsForSomethingElse() {
        runner.withUserConfiguration(UserConfiguration.class, Encoder.class)
                .withPropertyValues("hubbub.security.admin-password=p")
                .run(context ->
                        assertThat(login(context.getBean(Authenticator.class), "admin", "p"))
                                .isEqualTo(accepted("admin", Set.of("ADMIN"))));
    }

    @ParameterizedTest
    @ValueSource(classes = {DecoderFirst.class, DecoderLast.class})
    void anApplicationsDecoderTakesThePlaceOfHubbubs(Class<?> application) {
        runner.withUserConfiguration(application)
                .withPropertyValues("hubbub.security.admin-password=p")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JwtDecoder.class)).isNotInstanceOf(Tokens.class);
                    assertThat(
                                    context.getBean(Authenticator.class)
                                            .login(new Credentials.Bearer("x"), "192.0.2.1"))
                            .isEqualTo(accepted("of-x", Set.of()));
                });
    }

    /** Spring Security would offer logins through such a bean, without a bound on failures. */
    @Test
    void noAccountsOfHubbubsAreOpenToOtherWaysOfLoggingIn() {
        runner.withUserConfiguration(UserConfiguration.class)
                .run(context -> assertThat(context).doesNotHaveBean(UserDetailsService.class));
    }

    @Test
    void loginsAreMeasured() {
        runner.withUserConfiguration(UserConfiguration.class)
                .withPropertyValues("hubbub.security.admin-password=p")
                .run(context -> {
                    SimpleMeterRegistry meters = new SimpleMeterRegistry();
                    context.getBean(LoginMetrics.class).bindTo(meters);
                    Authenticator logins = context.getBean(Authenticator.class);
                    login(logins, "admin", "p");
                    for (int i = 0; i < 11; i++) {
                        login(logins, "admin", "wrong");
                    }
                    assertThat(counted(meters, "accepted")).isEqualTo(1);
                    assertThat(counted(meters, "bad-credentials")).isEqualTo(10);
                    assertThat(counted(meters, "too-many-attempts")).isEqualTo(1);
                    assertThat(counted(meters, "locked")).isZero();
                    assertThat(counted(meters, "token-expired")).isZero();
                    assertThat(counted(meters, "server-error")).isZero();
                });
    }

    /** Spring Boot would silently turn these names into others, or ignore them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hubbub.security.users.a_b.password",
                "hubbub.security.users.a@b.password",
                "hubbub.security.users.a.b.password",
                "hubbub.security.users.zoë.password",
                "hubbub.security.users.alice.pasword",
                "hubbub.security.users.alice",
            })
    void aUserWhoWouldBeReadAsAnotherStopsTheStart(String property) {
        runner.withUserConfiguration(UserConfiguration.class)
                .withInitializer(context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("test", Map.of(property, "p"))))
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasMessageStartingWith(property + ": ")
                                .hasMessageContaining("hubbub.security.users.[alice@example.com]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwt.audiance", "jwt.public_keys", "adminpasswd", "login-limit"})
    void aMisspeltPropertyStopsTheStart(String property) {
        runner.withUserConfiguration(UserConfiguration.class)
                .withPropertyValues("hubbub.security." + property + "=x")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasStackTraceContaining("left unbound")
                                .hasStackTraceContaining("hubbub.security."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jwt.secret=short",
                "jwt.public-key=file:/nowhere",
                "users.bob.roles=X",
                "login-window=0s"
            })
    void aWrongValueStopsTheStartAndNamesTheProperty(String property) {
        String name = property.substring(0, property.indexOf('=')).replace(".roles", ".password");
        runner.withUserConfiguration(UserConfiguration.class)
                .withPropertyValues("hubbub.security." + property)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasStackTraceContaining("hubbub.security." + name + ": "));
    }

    private static double counted(SimpleMeterRegistry meters, String outcome) {
        return meters.get("hubbub.logins").tag("outcome", outcome).functionCounter().count();
    }

    private static Result<Identity> login(Authenticator logins, String name, String password) {
        return logins.login(new Credentials.Password(name, password), "192.0.2.1");
    }

    private static Result<Identity> accepted(String name, Set<String> roles) {
        return Result.done(new Identity(new User(name, false, roles), Identity.NEVER));
    }

    private static Result<Identity> refused() {
        return Result.refused(new Refusal(ErrorCode.BAD_CREDENTIALS));
    }

    @Configuration(proxyBeanMethods = false)
    static class Encoder {

        @Bean
        @SuppressWarnings("deprecation") // a test needs only plain text
        PasswordEncoder encoder() {
            return NoOpPasswordEncoder.getInstance();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(UserConfiguration.class)
    static class AccountsLast extends Encoder {

        @Bean
        UserDetailsService ownAccounts() {
            return UserConfigurationTest::account;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Accounts extends Encoder {

        @Bean
        UserDetailsService ownAccounts() {
            return UserConfigurationTest::account;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Accounts.class, UserConfiguration.class})
    static class AccountsFirst {}

    /** Accounts that lock users themselves and therefore need {@link Users}. */
    @Configuration(proxyBeanMethods = false)
    @Import(UserConfiguration.class)
    static class AccountsThatLock extends Encoder {

        @Bean
        UserDetailsService ownAccounts(Users users) {
            return name -> {
                assertThat(users.isLocked("nobody")).isFalse();
                return account(name);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(UserConfiguration.class)
    static class DecoderLast {

        @Bean
        JwtDecoder decoder() {
            return UserConfigurationTest::decode;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Decoder {

        @Bean
        JwtDecoder decoder() {
            return UserConfigurationTest::decode;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Decoder.class, UserConfiguration.class})
    static class DecoderFirst {}

    private static UserDetails account(String name) {
        if (!name.equals("own")) {
            throw new UsernameNotFoundException(name);
        }
        return org.springframework.security.core.userdetails.User.withUsername("own")
                .password("plain")
                .roles("OWN")
                .build();
    }

    private static Jwt decode(String token) {
        return Jwt.withTokenValue(token)
                .header("alg", "own")
                .issuedAt(Instant.EPOCH)
                .subject("of-" + token)
                .build();
    }
}
