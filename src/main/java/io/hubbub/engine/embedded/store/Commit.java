package io.hubbub.engine.embedded.store;

import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Writes a batch, all of it or nothing. A test makes it fail. */
@FunctionalInterface
public interface Commit {
    void write(RocksDB db, WriteOptions options, WriteBatch batch) throws RocksDBException;
}
