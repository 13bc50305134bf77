/**
 * The engine on this machine's disk: logs in RocksDB, which outlive the process.
 *
 * <p>All writing is the writer's: it drains what waits, commits it as one, and tells the outcomes.
 * The keeper trims beside it, and gives the disk back what was trimmed. Every log's head is in
 * memory, so only messages are ever read from the disk.
 */
@NamedInterface("embedded")
@NullMarked
package io.hubbub.engine.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
