package io.hubbub.engine.embedded;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What one write changes. */
record Batch(Database database, WriteBatch writes) {

    void put(Family family, byte[] key, byte[] value) throws RocksDBException {
        writes.put(database.handle(family), key, value);
    }

    void delete(Family family, byte[] key) throws RocksDBException {
        writes.delete(database.handle(family), key);
    }

    /** The last key stays. */
    void deleteRange(Family family, byte[] from, byte[] to) throws RocksDBException {
        writes.deleteRange(database.handle(family), from, to);
    }
}
