/**
 * The engine on this machine's disk: logs in RocksDB, which outlive the process.
 *
 * <p>All writing is done by one thread, the writer, which commits all messages that wait as one
 * group and then tells their outcomes. The keeper decides once a second what to trim. The head of
 * every log is in memory, so only messages are ever read from the disk.
 *
 * <p>Its packages, from the lowest: {@code files} guards the store's files while no database has
 * them open; {@code rows} is how keys and values look; {@code store} is the open database and the
 * heads; {@code reading}, {@code opening} and {@code writing} do what their names say.
 */
@NamedInterface("embedded")
@NullMarked
package io.hubbub.engine.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
