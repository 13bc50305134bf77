package io.hubbub.engine.embedded;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot be opened. The message is for the operator: which directory, what was found, and
 * what to do. No message was removed.
 */
public final class UnusableStoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnusableStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
