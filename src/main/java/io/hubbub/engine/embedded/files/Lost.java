package io.hubbub.engine.embedded.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A loss: somebody was told that messages are kept, and they are gone.
 *
 * @param found what shows the loss, as a sentence without its full stop
 * @param aside the directory with a copy of the log as it was found; null where there is none
 */
public record Lost(String found, @Nullable Path aside) {}
