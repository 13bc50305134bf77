package io.hubbub.engine.embedded.opening;

import io.hubbub.engine.embedded.files.Promises;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Database;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.OpenMode;
import io.hubbub.engine.embedded.store.Store;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Makes an empty store where there is none. */
final class NewStore {

    private final Path directory;
    private final Environment environment;

    NewStore(Path directory, Environment environment) {
        this.directory = directory;
        this.environment = environment;
    }

    void createIfMissing() throws IOException, RocksDBException {
        if (isMissing()) {
            create();
        }
    }

    private boolean isMissing() throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Makes the store beside its place and moves it there whole, so that a process that is killed
     * meanwhile leaves no half a store.
     */
    private void create() throws IOException, RocksDBException {
        Path unfinished = directory.resolveSibling(directory.getFileName() + ".new");
        deleteTree(unfinished);
        Files.createDirectories(unfinished);
        Database database = new Database(unfinished, OpenMode.CREATE);
        Promises promises = Promises.read(unfinished, environment.machine().bootId().get());
        try (Store store = new Store(unfinished, database, RocksDB::write, promises)) {
            byte[] epoch = Meta.epoch(environment.newEpoch());
            store.write(
                    true,
                    batch -> {
                        batch.put(Family.META, Meta.FORMAT, new byte[] {Meta.WITH_MAKERS});
                        batch.put(Family.META, Meta.UNWRITTEN_EPOCH, epoch);
                        batch.put(Family.META, Meta.MARKED, new byte[0]);
                        batch.put(Family.META, Meta.CLEAN, new byte[0]);
                    });
            promises.seal();
        }
        Files.deleteIfExists(directory);
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException e) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
