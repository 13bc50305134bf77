package io.hubbub.security;

import io.hubbub.message.Refusal;

/** The answer of the {@link Authenticator}. */
public sealed interface Login {

    /** Somebody known. */
    record Accepted(Identity identity) implements Login {}

    /** Nobody, and never a guest in their place. */
    record Refused(Refusal refusal) implements Login {}
}
