package io.hubbub.security;

import io.hubbub.message.Refusal;

/** The outcome of a login. */
public sealed interface Login {

    /** The credentials are right. */
    record Accepted(Identity identity) implements Login {}

    /** The credentials were refused. The client never becomes a guest instead. */
    record Refused(Refusal refusal) implements Login {}
}
