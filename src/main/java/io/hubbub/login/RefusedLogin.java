package io.hubbub.login;

import io.hubbub.message.Refusal;
import org.springframework.security.core.AuthenticationException;

/** Carries a {@link Refusal} through Spring Security, which only its own exceptions can leave. */
final class RefusedLogin extends AuthenticationException {

    private final transient Refusal refusal;

    RefusedLogin(Refusal refusal) {
        super(refusal.word());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
