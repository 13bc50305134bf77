package io.hubbub.security;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.share.FairWorkers;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.util.function.SingletonSupplier;

/**
 * Checks names and passwords. Each check takes the time of one hash, whether the account exists or
 * not. So the time does not reveal which accounts exist.
 */
public final class Passwords {

    private static final Result<UserDetails> WRONG =
            Result.refused(new Refusal(ErrorCode.BAD_CREDENTIALS));

    private final Users users;
    private final PasswordEncoder encoder;
    private final LoginAttempts attempts;

    /** The hash of a password that nobody has. It is made at the first login. */
    private final SingletonSupplier<String> nobodys;

    /**
     * Works on hashes, a few at a time, so that a flood of logins does not take every core. It also
     * bounds how many attempts are open, so that many good logins at once do not look like failed
     * ones.
     */
    private final FairWorkers hashing;

    /**
     * @param encoder checks the accounts' hashes
     * @param hashing the threads that do so
     */
    public Passwords(
            Users users, PasswordEncoder encoder, LoginAttempts attempts, FairWorkers hashing) {
        this.users = users;
        this.encoder = encoder;
        this.attempts = attempts;
        this.hashing = hashing;
        nobodys = SingletonSupplier.of(() -> encoder.encode("nobody's"));
    }

    /**
     * Checks a password. The result is the account if the password is right and the account may log
     * in. Waits for a turn, unless too many logins have failed already.
     */
    Result<UserDetails> check(Credentials.Password written, String address) {
        if (attempts.areSpent(written.login(), address)) {
            return Result.refused(new Refusal(ErrorCode.TOO_MANY_ATTEMPTS));
        }
        Result<UserDetails> answer =
                hashing.take(
                        LoginAttempts.user(written.login()),
                        LoginAttempts.network(address),
                        () -> checkNow(written, address));
        return answer == null ? Result.refused(new Refusal(ErrorCode.TOO_MANY_LOGINS)) : answer;
    }

    private Result<UserDetails> checkNow(Credentials.Password written, String address) {
        LoginAttempts.Attempt attempt = attempts.reserve(written.login(), address);
        if (attempt == null) {
            return Result.refused(new Refusal(ErrorCode.TOO_MANY_ATTEMPTS));
        }
        Result<UserDetails> answer;
        try {
            answer = look(written);
        } catch (RuntimeException e) {
            attempt.giveBack();
            throw e;
        }
        if (answer.equals(WRONG)) {
            attempt.failed();
        } else {
            attempt.giveBack();
        }
        return answer;
    }

    private Result<UserDetails> look(Credentials.Password written) {
        String nobodysHash = nobodys.obtain();
        UserDetails account = find(written.login());
        String hash = account == null ? null : account.getPassword();
        boolean right = encoder.matches(written.passcode(), hash == null ? nobodysHash : hash);
        if (account == null || hash == null || !right) {
            return WRONG;
        }
        return mayLogIn(account)
                ? Result.done(account)
                : Result.refused(new Refusal(ErrorCode.LOCKED));
    }

    /** No account can have a name that no user may have, so nobody is asked for such a name. */
    private @Nullable UserDetails find(String login) {
        try {
            return UserName.accepts(login) ? users.account(login) : null;
        } catch (UsernameNotFoundException e) {
            return null;
        }
    }

    private static boolean mayLogIn(UserDetails account) {
        return account.isEnabled()
                && account.isAccountNonLocked()
                && account.isAccountNonExpired()
                && account.isCredentialsNonExpired();
    }
}
