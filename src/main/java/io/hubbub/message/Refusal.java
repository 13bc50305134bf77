package io.hubbub.message;

/** Why something asked for was not done, in words meant for whoever asked. */
public record Refusal(ErrorCode code, String message) {

    public Refusal(ErrorCode code) {
        this(code, code.meaning());
    }

    /** For the places where only an exception gets through, such as Spring's message channels. */
    public RefusedException asException() {
        return new RefusedException(this);
    }
}
