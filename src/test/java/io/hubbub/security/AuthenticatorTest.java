package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.share.FairWorkers;
import io.hubbub.share.RateBudget;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

class AuthenticatorTest {

    private static final FairWorkers HASHING =
            new FairWorkers("test", 1, new FairWorkers.Bounds(0, 0, 0, Duration.ofDays(1)));

    private static final long NOW = 1_000_000;
    private static final String HERE = "192.0.2.1";

    private final AtomicLong nanos = new AtomicLong();

    /** Three bad tokens a second. */
    private final RateBudget badTokens = new RateBudget(3, nanos::get);

    private final Users users = new Users(AuthenticatorTest::account);

    /** What the decoder returns for "good". */
    private final Map<String, Object> claims = new HashMap<>(Map.of("sub", "alice"));

    private final Authenticator authenticator = authenticator(this::decode);

    @Test
    void aPasswordSaysWhoSomebodyIsForGood() {
        assertThat(password("alice", "right"))
                .isEqualTo(accepted("alice", Set.of("EDITOR"), Identity.NEVER));
        assertThat(password("alice", "wrong")).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        assertThat(password("bob", "right")).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
    }

    /** Accounts may be found under another spelling, but the user has one. */
    @Test
    void theAccountSaysTheName() {
        assertThat(password("ALICE", "right"))
                .isEqualTo(accepted("alice", Set.of("EDITOR"), Identity.NEVER));
        users.lock("alice");
        assertThat(password("ALICE", "right")).isEqualTo(refused(ErrorCode.LOCKED));
    }

    @Test
    void aLockedUserGetsInByNoWay() {
        users.lock("alice");
        assertThat(password("alice", "right")).isEqualTo(refused(ErrorCode.LOCKED));
        assertThat(password("alice", "wrong")).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        assertThat(bearer("good")).isEqualTo(refused(ErrorCode.LOCKED));
        assertThat(authenticator.known(login("alice"))).isEqualTo(refused(ErrorCode.LOCKED));
        assertThat(authenticator.known(new User("alice", false, Set.of())))
                .isEqualTo(refused(ErrorCode.LOCKED));
        assertThat(authenticator.known(User.guest("alice"))).isInstanceOf(Result.Done.class);
        users.unlock("alice");
        assertThat(password("alice", "right")).isInstanceOf(Result.Done.class);
    }

    /** Otherwise giving the role back would have no effect on connected clients. */
    @Test
    void anIdentityHasWhatWasGrantedAlsoWhereItIsWithdrawn() {
        users.withdraw("alice", "EDITOR");
        User granted = new User("alice", false, Set.of("EDITOR"));
        assertThat(password("alice", "right"))
                .isEqualTo(Result.done(new Identity(granted, Identity.NEVER)));
        assertThat(users.asOfNow(granted).roles()).isEmpty();
    }

    @Test
    void aTokenSaysWhoSomebodyIsUntilItExpires() {
        claims.put("exp", Instant.ofEpochMilli(NOW + 60_000));
        claims.put("roles", List.of("A", "ROLE_B", "", 7));
        assertThat(bearer("good")).isEqualTo(accepted("alice", Set.of("A", "B"), NOW + 60_000));
        claims.put("roles", " A  ROLE_B ");
        assertThat(bearer("good")).isEqualTo(accepted("alice", Set.of("A", "B"), NOW + 60_000));
        claims.put("roles", Map.of("A", "B"));
        assertThat(bearer("good")).isEqualTo(accepted("alice", Set.of(), NOW + 60_000));
    }

    @Test
    void anApplicationsDecoderMayLetInForeverButNotPastTheEnd() {
        assertThat(bearer("good")).isEqualTo(accepted("alice", Set.of(), Identity.NEVER));
        claims.put("exp", Instant.MAX);
        assertThat(bearer("good")).isEqualTo(accepted("alice", Set.of(), Identity.NEVER));
        claims.put("exp", Instant.ofEpochMilli(NOW));
        assertThat(bearer("good")).isEqualTo(refused(ErrorCode.TOKEN_EXPIRED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest-1", "a\nb", "", " "})
    void aNameThatNoUserMayHaveIsNobodys(String name) {
        claims.put("sub", name);
        assertThat(bearer("good")).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        assertThat(authenticator.known(login(name))).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        assertThat(authenticator.known((Principal) () -> name))
                .isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
    }

    @Test
    void whatIsWrongWithATokenIsToldAsFarAsItHelps() {
        assertThat(bearer("bad")).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        assertThat(bearer("expired")).isEqualTo(refused(ErrorCode.TOKEN_EXPIRED));
        assertThat(bearer("expired and more")).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        assertThat(bearer("no keys")).isEqualTo(refused(ErrorCode.SERVER_ERROR));
        assertThat(bearer("broken")).isEqualTo(refused(ErrorCode.SERVER_ERROR));
    }

    @Test
    void accountsThatCannotBeReadAreTheServersFault() {
        assertThat(password("broken", "right")).isEqualTo(refused(ErrorCode.SERVER_ERROR));
    }

    @Test
    void whatTheHttpSideKnowsIsTaken() {
        assertThat(
                        authenticator.known(
                                UsernamePasswordAuthenticationToken.authenticated(
                                        "alice",
                                        null,
                                        AuthorityUtils.createAuthorityList(
                                                "ROLE_A", "SCOPE_B", "C", "ROLE_"))))
                .isEqualTo(accepted("alice", Set.of("A"), Identity.NEVER));
        User user = new User("bob", false, Set.of("B"));
        assertThat(authenticator.known(user))
                .isEqualTo(accepted("bob", Set.of("B"), Identity.NEVER));
        assertThat(authenticator.known((Principal) () -> "carol"))
                .isEqualTo(accepted("carol", Set.of(), Identity.NEVER));
        User guest = User.guest("guest-1");
        assertThat(authenticator.known(guest))
                .isEqualTo(Result.done(new Identity(guest, Identity.NEVER)));
    }

    @Test
    void aTokenThatTheHttpSideTookEndsWhenItExpires() {
        claims.put("exp", Instant.ofEpochMilli(NOW + 1));
        claims.put("roles", "A");
        Claims read = new Claims("sub", "roles");
        Jwt jwt = decode("good");
        Principal principal =
                new JwtAuthenticationToken(jwt, read.authoritiesOf(jwt), read.userOf(jwt));
        assertThat(authenticator.known(principal))
                .isEqualTo(accepted("alice", Set.of("A"), NOW + 1));
    }

    @Test
    void whomTheHttpSideDoesNotKnowIsNobody() {
        assertThat(
                        authenticator.known(
                                new AnonymousAuthenticationToken(
                                        "key",
                                        "anonymousUser",
                                        AuthorityUtils.createAuthorityList("ROLE_ADMIN"))))
                .isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        assertThat(
                        authenticator.known(
                                UsernamePasswordAuthenticationToken.unauthenticated("admin", "x")))
                .isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
    }

    @Test
    void loginsAreCountedByHowTheyEnd() {
        password("alice", "right");
        bearer("good");
        password("alice", "wrong");
        bearer("expired");
        authenticator.known(login("alice"));
        assertThat(authenticator.accepted()).isEqualTo(2);
        assertThat(authenticator.refused(ErrorCode.BAD_CREDENTIALS)).isEqualTo(1);
        assertThat(authenticator.refused(ErrorCode.TOKEN_EXPIRED)).isEqualTo(1);
        assertThat(authenticator.refused(ErrorCode.LOCKED)).isZero();
    }

    @Test
    void whoKeepsShowingBadTokensIsNotLookedAtForAMoment() {
        for (int i = 0; i < 20; i++) {
            assertThat(bearer("good")).isInstanceOf(Result.Done.class);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(bearer("bad")).isEqualTo(refused(ErrorCode.BAD_CREDENTIALS));
        }
        assertThat(bearer("expired")).isEqualTo(refused(ErrorCode.TOKEN_EXPIRED));
        assertThat(bearer("good")).isEqualTo(refused(ErrorCode.TOO_MANY_ATTEMPTS));
        assertThat(authenticator.login(new Credentials.Bearer("good"), "192.0.2.2"))
                .isInstanceOf(Result.Done.class);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(bearer("good")).isInstanceOf(Result.Done.class);
    }

    private Result<Identity> password(String name, String password) {
        return authenticator.login(new Credentials.Password(name, password), HERE);
    }

    private Result<Identity> bearer(String token) {
        return authenticator.login(new Credentials.Bearer(token), HERE);
    }

    private Authenticator authenticator(JwtDecoder decoder) {
        LoginAttempts attempts = new LoginAttempts(0, 0, Duration.ofMinutes(5), () -> 0L);
        Passwords passwords = new Passwords(users, new FakeEncoder(), attempts, HASHING);
        return new Authenticator(
                users, passwords, decoder, new Claims("sub", "roles"), badTokens, () -> NOW);
    }

    private Jwt decode(String token) {
        OAuth2Error expired = new OAuth2Error("token_expired");
        return switch (token) {
            case "good" -> new Jwt(token, null, expiry(), Map.of("alg", "none"), claims);
            case "bad" -> throw new BadJwtException("bad");
            case "expired" -> throw new JwtValidationException("expired", List.of(expired));
            case "expired and more" ->
                    throw new JwtValidationException(
                            "expired", List.of(expired, new OAuth2Error("invalid_token")));
            case "no keys" -> throw new JwtException("unreachable");
            default -> throw new IllegalStateException(token);
        };
    }

    private Instant expiry() {
        return (Instant) claims.get("exp");
    }

    private static UserDetails account(String name) {
        return switch (name) {
            case "alice", "ALICE" ->
                    org.springframework.security.core.userdetails.User.withUsername("alice")
                            .password("thgir")
                            .authorities("ROLE_EDITOR", "SCOPE_x")
                            .build();
            case "broken" -> throw new IllegalStateException("the database is away");
            default -> throw new UsernameNotFoundException(name);
        };
    }

    private static Principal login(String name) {
        return new TestingAuthenticationToken(name, null, "ROLE_A");
    }

    private static Result<Identity> accepted(String name, Set<String> roles, long expiresAtMillis) {
        return Result.done(new Identity(new User(name, false, roles), expiresAtMillis));
    }

    private static Result<Identity> refused(ErrorCode code) {
        return Result.refused(new Refusal(code));
    }
}
