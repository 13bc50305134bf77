package io.hubbub.engine.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database, guarded against its own end: what is native must not be touched once it is closed,
 * or the process dies. Safe for every thread.
 */
final class Store implements AutoCloseable {

    /** Something that needs the database to be open while it lasts. */
    @FunctionalInterface
    interface Use<T extends @Nullable Object> {
        T of(Database database) throws RocksDBException;
    }

    /** What is to be written in one step. */
    @FunctionalInterface
    interface Changes {
        void addTo(Batch batch) throws RocksDBException;
    }

    private final Path directory;
    private final Seams.Commit commit;

    /** Who uses the database reads; who closes it writes. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

    // Guarded by the gate.
    /** Null where it could not be opened again. */
    private @Nullable Database database;

    private boolean closed;

    Store(Path directory, Database database, Seams.Commit commit) {
        this.directory = directory;
        this.database = database;
        this.commit = commit;
    }

    /**
     * @throws UncheckedIOException where the database says no
     * @throws IllegalStateException after the end
     */
    <T extends @Nullable Object> T use(Use<T> use) {
        gate.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The store is closed");
            }
            if (database == null) {
                throw new UncheckedIOException(
                        new IOException("The store in " + directory + " cannot be used now"));
            }
            return use.of(database);
        } catch (RocksDBException e) {
            throw new UncheckedIOException(
                    new IOException("The store in " + directory + ": " + e.getMessage(), e));
        } finally {
            gate.readLock().unlock();
        }
    }

    void write(boolean sync, Changes changes) {
        this.<Boolean>use(open -> {
            try (WriteOptions options = new WriteOptions().setSync(sync);
                    WriteBatch writes = new WriteBatch()) {
                changes.addTo(new Batch(open, writes));
                commit.write(open.db, options, writes);
            }
            return true;
        });
    }

    /** Puts what is in memory into files. */
    void flush() {
        this.<Boolean>use(open -> {
            try (FlushOptions options = new FlushOptions()) {
                open.db.flush(options, open.handles());
            }
            return true;
        });
    }

    byte @Nullable [] get(Family family, byte[] key) {
        return this.<byte @Nullable []>use(open -> open.db.get(open.handle(family), key));
    }

    /** All of a family from this key on, in the order of the keys. */
    void scan(Family family, byte[] from, BiConsumer<byte[], byte[]> row) {
        this.<Boolean>use(open -> {
            try (RocksIterator rows = open.db.newIterator(open.handle(family))) {
                for (rows.seek(from); rows.isValid(); rows.next()) {
                    row.accept(rows.key(), rows.value());
                }
                rows.status();
            }
            return true;
        });
    }

    /** Closes and opens the database, which is how RocksDB gets over an error of the disk. */
    void reopen() throws RocksDBException {
        gate.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            if (database != null) {
                database.close();
                database = null;
            }
            database = new Database(directory, false);
        } finally {
            gate.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        gate.writeLock().lock();
        try {
            closed = true;
            if (database != null) {
                database.close();
                database = null;
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

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

    /** The store's column families. */
    enum Family {
        /** One value per {@link Keys} constant. RocksDB wants this family to be there. */
        META(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.US_ASCII)),
        /** Room to {@link Head.Row}. */
        HEADS("heads"),
        /** Moment, room id and offset to {@link Ids.Row}. */
        IDS("ids"),
        /** Room id and offset to message. */
        MESSAGES("messages");

        final String text;

        Family(String text) {
            this.text = text;
        }
    }
}
