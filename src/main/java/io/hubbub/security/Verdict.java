package io.hubbub.security;

import io.hubbub.message.Refusal;
import io.hubbub.namespace.Namespace;

/** The answer of the {@link Gate}. */
public sealed interface Verdict {

    /** Go on, in this namespace and under its policy. */
    record Allowed(Namespace namespace) implements Verdict {}

    /** Do not. */
    record Refused(Refusal refusal) implements Verdict {}
}
