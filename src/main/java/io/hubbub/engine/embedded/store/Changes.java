package io.hubbub.engine.embedded.store;

import org.rocksdb.RocksDBException;

/** What is to be written in one step. */
@FunctionalInterface
public interface Changes {
    void addTo(Batch batch) throws RocksDBException;
}
