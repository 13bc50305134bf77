/**
 * The engines in memory. What they keep lives as long as the process. {@link
 * io.hubbub.engine.memory.MemoryRoomLogs} is for short replays, {@link
 * io.hubbub.engine.memory.TransientRoomLogs} for namespaces that keep nothing.
 */
@NamedInterface("memory")
@NullMarked
package io.hubbub.engine.memory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
