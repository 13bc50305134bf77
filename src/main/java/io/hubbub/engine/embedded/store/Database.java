package io.hubbub.engine.embedded.store;

import io.hubbub.engine.embedded.rows.Family;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/** RocksDB while it is open, together with its options, which have to be closed after it. */
public final class Database implements AutoCloseable {

    private static final long CACHE_BYTES = 32L << 20;
    private static final long WRITE_BUFFER_BYTES = 16L << 20;
    private static final int WRITE_BUFFERS = 2;

    /**
     * Past this, RocksDB flushes the family that keeps the oldest log alive. Else a small family
     * would keep all logs alive for long.
     */
    private static final long MAX_WAL_BYTES = 64L << 20;

    /**
     * Small tables, so that trimming empties whole ones, which are deleted at once, and rewriting
     * one needs little space.
     */
    private static final long FILE_BYTES = 16L << 20;

    private static final long COMPACTION_BYTES = 128L << 20;

    private static final int MAX_OPEN_FILES = 512;
    private static final long MAX_LOG_BYTES = 4L << 20;

    private final Cache cache = new LRUCache(CACHE_BYTES);
    private final ColumnFamilyOptions familyOptions;
    private final DBOptions options;
    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
    private final RocksDB db;

    public Database(Path directory, OpenMode mode) throws RocksDBException {
        familyOptions =
                new ColumnFamilyOptions()
                        .setWriteBufferSize(WRITE_BUFFER_BYTES)
                        .setMaxWriteBufferNumber(WRITE_BUFFERS)
                        .setTargetFileSizeBase(FILE_BYTES)
                        .setMaxCompactionBytes(COMPACTION_BYTES)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setCacheIndexAndFilterBlocks(true));
        options =
                DBOptions.getDBOptionsFromProps(byName())
                        .setCreateIfMissing(mode == OpenMode.CREATE)
                        .setCreateMissingColumnFamilies(mode == OpenMode.CREATE)
                        .setParanoidChecks(true)
                        // A power cut tears the last record, of which nobody was told. Every
                        // other flaw has to be reported. RocksDB's point-in-time recovery would
                        // silently drop everything after a flipped bit.
                        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                        .setMaxTotalWalSize(MAX_WAL_BYTES)
                        .setMaxOpenFiles(MAX_OPEN_FILES)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setMaxLogFileSize(MAX_LOG_BYTES)
                        .setKeepLogFileNum(2)
                        .setStatsDumpPeriodSec(0)
                        .setStatsPersistPeriodSec(0);
        List<ColumnFamilyDescriptor> descriptors =
                Arrays.stream(Family.values())
                        .map(family -> new ColumnFamilyDescriptor(family.text(), familyOptions))
                        .toList();
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            String path = directory.toString();
            db =
                    mode == OpenMode.READ
                            ? RocksDB.openReadOnly(options, path, descriptors, opened)
                            : RocksDB.open(options, path, descriptors, opened);
        } catch (RocksDBException e) {
            closeOptions();
            throw e;
        }
        Iterator<ColumnFamilyHandle> each = opened.iterator();
        for (Family family : Family.values()) {
            handles.put(family, each.next());
        }
    }

    /** The options for which RocksDB's Java has no method. */
    private static Properties byName() {
        Properties options = new Properties();
        // RocksDB then notices a log that is gone, or that is shorter than it was.
        options.setProperty("track_and_verify_wals_in_manifest", "true");
        return options;
    }

    public RocksDB db() {
        return db;
    }

    public ColumnFamilyHandle handle(Family family) {
        return Objects.requireNonNull(handles.get(family));
    }

    @Override
    public void close() {
        handles.values().forEach(ColumnFamilyHandle::close);
        db.close();
        closeOptions();
    }

    private void closeOptions() {
        options.close();
        familyOptions.close();
        cache.close();
    }
}
