package io.hubbub.engine.embedded.store;

import io.hubbub.engine.embedded.files.Probe;
import io.hubbub.engine.embedded.files.Promises;
import io.hubbub.engine.embedded.rows.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database, guarded so that nobody uses it after it was closed: RocksDB is native code, and
 * would end the process. Safe for every thread.
 */
public final class Store implements AutoCloseable {

    private final Path directory;
    private final Commit commit;
    private final Promises promises;

    /** Whoever uses the database holds the read lock; whoever closes it, the write lock. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

    // Guarded by the gate.

    /** Null after the store was closed, and where it could not be opened again. */
    private @Nullable Database database;

    private boolean closed;

    public Store(Path directory, Database database, Commit commit, Promises promises) {
        this.directory = directory;
        this.database = database;
        this.commit = commit;
        this.promises = promises;
    }

    /**
     * Runs work while the database is sure to stay open.
     *
     * @throws UncheckedIOException where the database fails
     * @throws IllegalStateException after the store was closed
     */
    public <T extends @Nullable Object> T use(Use<T> use) {
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

    /**
     * Writes changes in one step. They are promised: the next start finds them, or reports a loss.
     * One thread at a time may write.
     *
     * @param sync whether to wait until the changes would survive a power cut
     */
    public void write(boolean sync, Changes changes) {
        this.<Boolean>use(open -> {
            try (WriteOptions options = new WriteOptions().setSync(sync);
                    WriteBatch writes = new WriteBatch()) {
                changes.addTo(new Batch(open, writes));
                commit.write(open.db(), options, writes);
                promises.advance(open.db().getLatestSequenceNumber(), sync);
            } catch (RocksDBException | RuntimeException e) {
                promises.doubt();
                throw e;
            }
            return true;
        });
    }

    /** The database's number of the last write. */
    public long lastWrite() {
        return this.<Long>use(open -> open.db().getLatestSequenceNumber());
    }

    /** The first key of a family; null where it is empty. */
    public byte @Nullable [] first(Family family) {
        return this.<byte @Nullable []>use(open -> {
            try (RocksIterator rows = open.db().newIterator(open.handle(family))) {
                rows.seekToFirst();
                rows.status();
                return rows.isValid() ? rows.key() : null;
            }
        });
    }

    public Promises promises() {
        return promises;
    }

    /** Makes RocksDB write what it holds in memory to tables. */
    public void flush(Family... families) {
        this.<Boolean>use(open -> {
            try (FlushOptions options = new FlushOptions()) {
                open.db().flush(options, Stream.of(families).map(open::handle).toList());
            }
            return true;
        });
    }

    public byte @Nullable [] get(Family family, byte[] key) {
        return this.<byte @Nullable []>use(open -> open.db().get(open.handle(family), key));
    }

    /** Reads all rows of a family from this key on, in the order of their keys. */
    public void scan(Family family, byte[] from, BiConsumer<byte[], byte[]> row) {
        this.<Boolean>use(open -> {
            try (RocksIterator rows = open.db().newIterator(open.handle(family))) {
                for (rows.seek(from); rows.isValid(); rows.next()) {
                    row.accept(rows.key(), rows.value());
                }
                rows.status();
            }
            return true;
        });
    }

    /**
     * What would keep the database from being opened again, in words; null for nothing. If it could
     * not be opened, nobody could read.
     *
     * @param usable bytes that the disk has left
     */
    public @Nullable String obstacle(long usable) {
        return Probe.obstacle(directory, usable);
    }

    /**
     * Closes the database and opens it again, which is the way to get RocksDB over an error of the
     * disk. If that fails, the database is opened for reading alone, which takes no space.
     */
    public void reopen() throws RocksDBException {
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
                database = new Database(directory, OpenMode.WRITE);
            } catch (RocksDBException e) {
                database = new Database(directory, OpenMode.READ);
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
        promises.close();
    }
}
