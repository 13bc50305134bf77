package io.hubbub;

import io.hubbub.client.Time;
import io.hubbub.security.Accounts;
import io.hubbub.security.AdminPassword;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Claims;
import io.hubbub.security.LoginAttempts;
import io.hubbub.security.Passwords;
import io.hubbub.security.SecurityProperties;
import io.hubbub.security.Tokens;
import io.hubbub.security.Users;
import io.hubbub.share.Toll;
import io.hubbub.share.Turns;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.util.function.SingletonSupplier;

/**
 * Puts together who is who. What an application brings of its own, a {@link UserDetailsService}
 * with its {@link PasswordEncoder} or a {@link JwtDecoder}, takes the place of what stands here.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class UserConfiguration {

    /** How long a login waits for its turn: a client that says CONNECT has twice that. */
    private static final Duration LOGIN_WAIT = Duration.ofSeconds(5);

    /** Below every bound on failed logins that makes sense; see {@link Passwords}. */
    private static final int MOST_HASHES_AT_ONCE = 4;

    /** From one address. Looking at one takes up to a millisecond. */
    private static final int BAD_TOKENS_PER_SECOND = 50;

    private static final int PASSWORD_LENGTH = 24;

    /** Before any property is bound. */
    @Bean
    static BeanFactoryPostProcessor userKeys(ConfigurableEnvironment environment) {
        return _ ->
                CoreConfiguration.propertyNames(environment)
                        .forEach(SecurityProperties.USER_KEYS::check);
    }

    /**
     * Where the application has accounts, they are looked for when the first is wanted: they may
     * want these users themselves, to lock them.
     */
    @Bean
    Users users(
            ListableBeanFactory beans,
            ObjectProvider<UserDetailsService> own,
            SecurityProperties properties,
            @Value("${hubbub.data:./data}") Path data) {
        if (bringsAccounts(beans)) {
            SingletonSupplier<UserDetailsService> accounts = SingletonSupplier.of(own::getObject);
            return new Users(name -> accounts.obtain().loadUserByUsername(name));
        }
        AdminPassword made =
                new AdminPassword(data, () -> CoreConfiguration.randomText(PASSWORD_LENGTH));
        return new Users(new Accounts(properties, made));
    }

    @Bean
    @Fallback
    Tokens tokens(SecurityProperties properties, Time time) {
        return new Tokens(properties.jwt(), time.epochMillis());
    }

    @Bean
    Claims claims(SecurityProperties properties) {
        return new Claims(properties.jwt().userClaim(), properties.jwt().rolesClaim());
    }

    /** Where passwords are looked at. */
    @Bean
    Turns hashing(SecurityProperties properties) {
        return new Turns(
                "hashing",
                Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_HASHES_AT_ONCE),
                new Turns.Bounds(
                        properties.loginsPerUser(),
                        properties.loginsPerAddress(),
                        properties.logins(),
                        LOGIN_WAIT));
    }

    /** An application's encoder knows the hashes of its own accounts, and those only. */
    @Bean
    Passwords passwords(
            ListableBeanFactory beans,
            Users users,
            ObjectProvider<PasswordEncoder> own,
            SecurityProperties properties,
            @Qualifier("hashing") Turns hashing,
            Time time) {
        LoginAttempts attempts =
                new LoginAttempts(
                        properties.loginFailuresPerUser(),
                        properties.loginFailuresPerAddress(),
                        properties.loginWindow(),
                        time.nanos());
        return new Passwords(
                users,
                bringsAccounts(beans) ? own.getIfAvailable(Accounts::encoder) : Accounts.encoder(),
                attempts,
                hashing);
    }

    @Bean
    Authenticator authenticator(
            Users users, Passwords passwords, JwtDecoder tokens, Claims claims, Time time) {
        Toll badTokens = new Toll(BAD_TOKENS_PER_SECOND, time.nanos());
        return new Authenticator(users, passwords, tokens, claims, badTokens, time.epochMillis());
    }

    @Bean
    LoginMetrics loginMetrics(Authenticator authenticator) {
        return new LoginMetrics(authenticator);
    }

    /** By their definitions: at the time it is asked, none may have been made. */
    private static boolean bringsAccounts(ListableBeanFactory beans) {
        return beans.getBeanNamesForType(UserDetailsService.class, true, false).length > 0;
    }
}
