/**
 * The store's files while no database has them open: who may use them, how far they were told to
 * reach, and whether they do. RocksDB itself takes a log that ends early for one that was torn off
 * mid-write, and starts with less than people were told.
 */
@NullMarked
package io.hubbub.engine.embedded.files;

import org.jspecify.annotations.NullMarked;
