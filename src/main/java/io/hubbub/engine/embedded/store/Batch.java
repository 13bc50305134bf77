package io.hubbub.engine.embedded.store;

import io.hubbub.engine.embedded.rows.Family;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What one write changes. */
public record Batch(Database database, WriteBatch writes) {

    public void put(Family family, byte[] key, byte[] value) throws RocksDBException {
        writes.put(database.handle(family), key, value);
    }

    public void delete(Family family, byte[] key) throws RocksDBException {
        writes.delete(database.handle(family), key);
    }

    /** Deletes the rows from one key to another, without the last. */
    public void deleteRange(Family family, byte[] from, byte[] to) throws RocksDBException {
        writes.deleteRange(database.handle(family), from, to);
    }
}
