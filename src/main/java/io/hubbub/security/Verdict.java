package io.hubbub.security;

import io.hubbub.message.Refusal;
import io.hubbub.namespace.Namespace;

/** The outcome of asking the {@link Gate}. */
public sealed interface Verdict {

    /** The user may go on, in this namespace and under its policy. */
    record Allowed(Namespace namespace) implements Verdict {}

    /** The user may not. */
    record Refused(Refusal refusal) implements Verdict {}
}
