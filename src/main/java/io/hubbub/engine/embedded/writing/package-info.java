/**
 * Everything that changes the store. One thread, the {@link
 * io.hubbub.engine.embedded.writing.Writer writer}, makes all changes; another, the {@link
 * io.hubbub.engine.embedded.writing.Keeper keeper}, decides once a second what is to be trimmed.
 */
@NullMarked
package io.hubbub.engine.embedded.writing;

import org.jspecify.annotations.NullMarked;
