package io.hubbub.engine.embedded.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Messages are gone of which somebody was told that they are kept.
 *
 * @param found how that shows, as a sentence without its end
 * @param aside where what was found of the log is kept; null where nothing was
 */
public record Lost(String found, @Nullable Path aside) {}
