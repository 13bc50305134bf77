/** Reads messages from the store, and finds out which of them are too old to be read. */
@NullMarked
package io.hubbub.engine.embedded.reading;

import org.jspecify.annotations.NullMarked;
