package io.hubbub.engine.embedded.store;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Work that needs the database to stay open while it lasts. */
@FunctionalInterface
public interface Use<T extends @Nullable Object> {
    T of(Database database) throws RocksDBException;
}
