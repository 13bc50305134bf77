package io.hubbub.engine.embedded.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every other Hubbub out of a directory, in this process and in others. The operating system
 * releases the lock when the process ends, for whatever reason.
 */
public final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    public static DirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve("rooms.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new UnusableStoreException(
                        "Another Hubbub uses the directory "
                                + directory.toAbsolutePath()
                                + ". Stop it first, or give this one a directory of its own:"
                                + " hubbub.data",
                        null);
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "The directory "
                            + directory.toAbsolutePath()
                            + " cannot be written: "
                            + e
                            + ". Let Hubbub's user write there, or name another directory:"
                            + " hubbub.data",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
