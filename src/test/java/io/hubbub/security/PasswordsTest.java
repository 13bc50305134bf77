package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.share.FairWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.User.UserBuilder;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

class PasswordsTest {

    private static final String HERE = "192.0.2.1";
    private static final FairWorkers.Bounds UNBOUNDED =
            new FairWorkers.Bounds(0, 0, 0, Duration.ofDays(1));

    private final FakeEncoder encoder = new FakeEncoder();
    private final List<String> asked = new ArrayList<>();
    private final LoginAttempts attempts = attempts(3, 0);
    private final List<FairWorkers> opened = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(FairWorkers::close);
    }

    @Test
    void theRightPasswordIsRight() {
        assertThat(check("alice", "right"))
                .matches(r ->
                        r instanceof Result.Done(UserDetails account)
                                && account.getUsername().equals("alice"));
    }

    /** Every failed login costs one hash, so the time does not tell why it failed. */
    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody", "locked", "token-only", "guest-1", "a\nb", ""})
    void aWrongPasswordIsAlwaysTheSameAnswerAfterOneHash(String name) {
        assertThat(check(name, "wrong")).isEqualTo(wrong(ErrorCode.BAD_CREDENTIALS));
        assertThat(encoder.checked).hasSize(1).doesNotContain("");
    }

    @Test
    void nobodysPasswordOpensNothing() {
        String nobodys = "nobody's";
        assertThat(check("nobody", nobodys)).isEqualTo(wrong(ErrorCode.BAD_CREDENTIALS));
        assertThat(check("token-only", nobodys)).isEqualTo(wrong(ErrorCode.BAD_CREDENTIALS));
        assertThat(check("guest-1", nobodys)).isEqualTo(wrong(ErrorCode.BAD_CREDENTIALS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"locked", "disabled", "expired", "password-expired"})
    void onlyWhoKnowsThePasswordIsToldThatTheUserIsLocked(String name) {
        assertThat(check(name, "right")).isEqualTo(wrong(ErrorCode.LOCKED));
        assertThat(check(name, "wrong")).isEqualTo(wrong(ErrorCode.BAD_CREDENTIALS));
    }

    @Test
    void aNameThatNoUserMayHaveIsNotLookedUp() {
        check("guest-1", "right");
        check("a\0", "right");
        check("x".repeat(201), "right");
        assertThat(asked).isEmpty();
    }

    @Test
    void pastTheBoundNoPasswordIsLookedAt() {
        for (int i = 0; i < 3; i++) {
            assertThat(check("alice", "wrong")).isEqualTo(wrong(ErrorCode.BAD_CREDENTIALS));
        }
        assertThat(check("alice", "right")).isEqualTo(wrong(ErrorCode.TOO_MANY_ATTEMPTS));
        assertThat(encoder.checked).hasSize(3);
        assertThat(asked).hasSize(3);
        assertThat(check("bob", "right")).isInstanceOf(Result.Done.class);
    }

    @Test
    void theBoundIsTheSameForWhoDoesNotExist() {
        for (int i = 0; i < 3; i++) {
            check("nobody", "wrong");
        }
        assertThat(check("nobody", "wrong")).isEqualTo(wrong(ErrorCode.TOO_MANY_ATTEMPTS));
    }

    @Test
    void aRightPasswordUsesUpNoAttempt() {
        for (int i = 0; i < 20; i++) {
            assertThat(check("alice", "right")).isInstanceOf(Result.Done.class);
            assertThat(check("locked", "right")).isEqualTo(wrong(ErrorCode.LOCKED));
        }
    }

    @Test
    void accountsThatCannotBeReadUseUpNoAttempt() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> check("broken", "wrong")).hasMessage("no accounts today");
        }
    }

    @Test
    void manyAtOnceAreLookedAtNoOftenerThanTheBound() throws Exception {
        Passwords passwords = passwords(attempts(10, 0), 4, UNBOUNDED);
        List<Result<UserDetails>> answers = atOnce(50, passwords, "alice", "wrong");
        assertThat(answers).filteredOn(wrong(ErrorCode.BAD_CREDENTIALS)::equals).hasSize(10);
        assertThat(encoder.checked).hasSize(10);
    }

    /** For example, when everybody in an office comes back to work. */
    @Test
    void manyRightPasswordsAtOnceDoNotLookLikeFailures() throws Exception {
        Passwords passwords = passwords(attempts(2, 2), 2, UNBOUNDED);
        assertThat(atOnce(50, passwords, "alice", "right"))
                .hasSize(50)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(Result.Done.class));
    }

    @Test
    void whoseTriesAreSpentDoesNotEvenWait() throws Exception {
        LoginAttempts spent = attempts(1, 0);
        Passwords passwords = passwords(spent, 1, UNBOUNDED);
        assertThat(check(passwords, "bob", "wrong")).isEqualTo(wrong(ErrorCode.BAD_CREDENTIALS));
        CountDownLatch hashing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        encoder.before =
                () -> {
                    hashing.countDown();
                    await(go);
                };
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Result<UserDetails>> first =
                    thread.submit(() -> check(passwords, "alice", "right"));
            await(hashing);
            assertThat(check(passwords, "bob", "right"))
                    .isEqualTo(wrong(ErrorCode.TOO_MANY_ATTEMPTS));
            go.countDown();
            assertThat(first.get()).isInstanceOf(Result.Done.class);
        }
    }

    @Test
    void whoGetsNoTurnIsToldToComeBackAndHasFailedNothing() throws Exception {
        CountDownLatch hashing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        encoder.before =
                () -> {
                    hashing.countDown();
                    await(go);
                };
        Passwords passwords =
                passwords(attempts(1, 0), 1, new FairWorkers.Bounds(0, 1, 0, Duration.ofDays(1)));
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Result<UserDetails>> first =
                    thread.submit(() -> check(passwords, "alice", "right"));
            await(hashing);
            assertThat(check(passwords, "bob", "right"))
                    .isEqualTo(wrong(ErrorCode.TOO_MANY_LOGINS));
            assertThat(encoder.checked).isEmpty();
            go.countDown();
            assertThat(first.get()).isInstanceOf(Result.Done.class);
        }
        assertThat(check(passwords, "bob", "right")).isInstanceOf(Result.Done.class);
    }

    private List<Result<UserDetails>> atOnce(
            int times, Passwords passwords, String name, String password) throws Exception {
        List<Result<UserDetails>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Result<UserDetails>>> all = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                all.add(() -> check(passwords, name, password));
            }
            for (Future<Result<UserDetails>> answer : threads.invokeAll(all)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }

    private Result<UserDetails> check(String name, String password) {
        return check(passwords(attempts, 1, UNBOUNDED), name, password);
    }

    private static Result<UserDetails> check(Passwords passwords, String name, String password) {
        return passwords.check(new Credentials.Password(name, password), HERE);
    }

    private Passwords passwords(LoginAttempts bound, int atOnce, FairWorkers.Bounds bounds) {
        FairWorkers turns = new FairWorkers("test", atOnce, bounds);
        opened.add(turns);
        return new Passwords(new Users(this::account), encoder, bound, turns);
    }

    private UserDetails account(String name) {
        synchronized (asked) {
            asked.add(name);
        }
        UserBuilder user = User.withUsername(name).password("thgir").authorities("ROLE_X");
        return switch (name) {
            case "alice", "bob" -> user.build();
            case "locked" -> user.accountLocked(true).build();
            case "disabled" -> user.disabled(true).build();
            case "expired" -> user.accountExpired(true).build();
            case "password-expired" -> user.credentialsExpired(true).build();
            case "broken" -> throw new IllegalStateException("no accounts today");
            case "token-only" -> new User(name, null, List.of());
            default -> throw new UsernameNotFoundException(name);
        };
    }

    private static LoginAttempts attempts(int perUser, int perAddress) {
        return new LoginAttempts(perUser, perAddress, Duration.ofMinutes(5), () -> 0L);
    }

    private static Result<UserDetails> wrong(ErrorCode code) {
        return Result.refused(new Refusal(code));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
