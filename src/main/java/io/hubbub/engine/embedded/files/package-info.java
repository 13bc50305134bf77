/**
 * The store's files while no database has them open: who may use them, how far they have to reach,
 * and whether they do. RocksDB alone cannot tell. It takes a log that lost its end for one that was
 * torn off in mid-write, and starts with less than people were told is kept.
 */
@NullMarked
package io.hubbub.engine.embedded.files;

import org.jspecify.annotations.NullMarked;
