package io.hubbub.message;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of something that may be refused, if success has a value. If success has none, a
 * method returns a nullable {@link Refusal} instead, and null means that it was done.
 *
 * @param <T> the value of success
 */
public sealed interface Result<T extends @Nullable Object> {

    /** It was done. */
    record Done<T extends @Nullable Object>(T value) implements Result<T> {}

    /** It was not done, and nothing changed. */
    record Refused<T extends @Nullable Object>(Refusal refusal) implements Result<T> {}

    static <T extends @Nullable Object> Result<T> done(T value) {
        return new Done<>(value);
    }

    static <T extends @Nullable Object> Result<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }
}
