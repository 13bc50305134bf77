package io.hubbub.engine.embedded;

import io.hubbub.engine.embedded.files.Probe;
import io.hubbub.engine.embedded.files.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
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
    private final Told told;

    /** Who uses the database reads; who closes it writes. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

    // Guarded by the gate.
    /** Null where it could not be opened again. */
    private @Nullable Database database;

    private boolean closed;

    Store(Path directory, Database database, Seams.Commit commit, Told told) {
        this.directory = directory;
        this.database = database;
        this.commit = commit;
        this.told = told;
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

    /** What is written so is found at the next start, or missed. One thread at a time. */
    void write(boolean sync, Changes changes) {
        this.<Boolean>use(open -> {
            try (WriteOptions options = new WriteOptions().setSync(sync);
                    WriteBatch writes = new WriteBatch()) {
                changes.addTo(new Batch(open, writes));
                commit.write(open.db, options, writes);
                told.advance(open.db.getLatestSequenceNumber(), sync);
            } catch (RocksDBException | RuntimeException e) {
                told.doubt();
                throw e;
            }
            return true;
        });
    }

    /** The database's number of the last write. */
    long lastWrite() {
        return this.<Long>use(open -> open.db.getLatestSequenceNumber());
    }

    /** The first key of a family; null where it is empty. */
    byte @Nullable [] first(Family family) {
        return this.<byte @Nullable []>use(open -> {
            try (RocksIterator rows = open.db.newIterator(open.handle(family))) {
                rows.seekToFirst();
                rows.status();
                return rows.isValid() ? rows.key() : null;
            }
        });
    }

    Told told() {
        return told;
    }

    /** Puts what is in memory into files. */
    void flush(Family... families) {
        this.<Boolean>use(open -> {
            try (FlushOptions options = new FlushOptions()) {
                open.db.flush(options, Stream.of(families).map(open::handle).toList());
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

    /**
     * What would keep the database from being opened again, and so what there is from being read;
     * null for nothing.
     *
     * @param usable bytes that the disk has left
     */
    @Nullable String obstacle(long usable) {
        return Probe.obstacle(directory, usable);
    }

    /**
     * Closes and opens the database, which is how RocksDB gets over an error of the disk. Where it
     * cannot be opened again it is opened for reading, which takes no space.
     */
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
            try {
                database = new Database(directory, Database.Use.WRITE);
            } catch (RocksDBException e) {
                database = new Database(directory, Database.Use.READ);
                throw e;
            }
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
        told.close();
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
