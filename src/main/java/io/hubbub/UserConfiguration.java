package io.hubbub;

import io.hubbub.client.Time;
import io.hubbub.metrics.LoginMetrics;
import io.hubbub.security.Accounts;
import io.hubbub.security.AdminPassword;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Claims;
import io.hubbub.security.LoginAttempts;
import io.hubbub.security.Passwords;
import io.hubbub.security.SecurityProperties;
import io.hubbub.security.Tokens;
import io.hubbub.security.Users;
import io.hubbub.share.FairWorkers;
import io.hubbub.share.RateBudget;
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
 * Sets up logins. An application may bring its own {@link UserDetailsService} with its {@link
 * PasswordEncoder}, or its own {@link JwtDecoder}. They then replace the beans here.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class UserConfiguration {

    /** How long a login waits for its turn. A client has twice that time for CONNECT. */
    private static final Duration LOGIN_WAIT = Duration.ofSeconds(5);

    /** Less than any sensible bound on failed logins; see {@link Passwords}. */
    private static final int MOST_HASHES_AT_ONCE = 4;

    /** How many bad tokens one address may show. Checking one takes up to a millisecond. */
    private static final int BAD_TOKENS_PER_SECOND = 50;

    private static final int PASSWORD_LENGTH = 24;

    /** Made before any property is bound. */
    @Bean
    static BeanFactoryPostProcessor userKeys(ConfigurableEnvironment environment) {
        return _ ->
                CoreConfiguration.propertyNames(environment)
                        .forEach(SecurityProperties.USER_KEYS::check);
    }

    /**
     * An application's accounts are looked up when the first is needed, because they may need these
     * users themselves, to lock them.
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

    /** The threads that check passwords. */
    @Bean
    FairWorkers hashing(SecurityProperties properties) {
        return new FairWorkers(
                "hashing",
                Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_HASHES_AT_ONCE),
                new FairWorkers.Bounds(
                        properties.loginsPerUser(),
                        properties.loginsPerAddress(),
                        properties.logins(),
                        LOGIN_WAIT));
    }

    /** An application's encoder knows the hashes of its own accounts and no others. */
    @Bean
    Passwords passwords(
            ListableBeanFactory beans,
            Users users,
            ObjectProvider<PasswordEncoder> own,
            SecurityProperties properties,
            @Qualifier("hashing") FairWorkers hashing,
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
        RateBudget badTokens = new RateBudget(BAD_TOKENS_PER_SECOND, time.nanos());
        return new Authenticator(users, passwords, tokens, claims, badTokens, time.epochMillis());
    }

    @Bean
    LoginMetrics loginMetrics(Authenticator authenticator) {
        return new LoginMetrics(authenticator);
    }

    /** Looks at the bean definitions, because no such bean may exist yet. */
    private static boolean bringsAccounts(ListableBeanFactory beans) {
        return beans.getBeanNamesForType(UserDetailsService.class, true, false).length > 0;
    }
}
