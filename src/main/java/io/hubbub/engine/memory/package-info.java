/**
 * The engine for short replays: logs that live as long as the process does.
 *
 * <p>A module's nested package, which Spring Modulith lets nobody but the module and the root use.
 */
@NullMarked
package io.hubbub.engine.memory;

import org.jspecify.annotations.NullMarked;
