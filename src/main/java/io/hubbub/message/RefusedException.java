package io.hubbub.message;

/**
 * Carries a {@link Refusal} through code that only exceptions can leave. An interceptor or a
 * controller throws it to refuse a frame with a code of its choice. It has no stack trace, because
 * it reports what the client did and not where the server was.
 */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.word() + ": " + refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
