/** The engine for short replays: logs that live as long as the process does. */
@NamedInterface("memory")
@NullMarked
package io.hubbub.engine.memory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
