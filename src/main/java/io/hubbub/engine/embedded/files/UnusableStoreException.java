package io.hubbub.engine.embedded.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The store cannot be opened. The message is for the operator: which directory, what was found, and
 * what to do. No message was removed.
 */
public final class UnusableStoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnusableStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * A store whose files are not as they were written.
     *
     * @param found what is wrong there, as the end of a sentence
     */
    public static UnusableStoreException damaged(
            Path directory, String found, @Nullable Throwable cause) {
        return new UnusableStoreException(
                "The store in "
                        + directory.toAbsolutePath()
                        + " is damaged: "
                        + found
                        + ". Restore the directory from a backup, or move it away to begin with an"
                        + " empty one; no message was removed",
                cause);
    }
}
