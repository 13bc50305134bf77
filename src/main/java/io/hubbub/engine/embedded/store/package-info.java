/**
 * The database while it is open, the head of every log in memory, and what the engine asks of the
 * machine it runs on.
 */
@NullMarked
package io.hubbub.engine.embedded.store;

import org.jspecify.annotations.NullMarked;
