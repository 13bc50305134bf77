package io.hubbub.engine.embedded.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two copies of the {@link Mark} on the disk. There are two so that one damaged copy costs
 * nothing.
 *
 * <p>A copy is written at once, and synced a moment later by a thread of its own: a sync in each
 * commit would halve what can be published. So a killed process leaves the latest mark, but after a
 * power cut the mark may be a moment old.
 */
final class MarkFiles implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MarkFiles.class);

    private static final List<String> COPIES = List.of("told-1", "told-2");

    /** The least time from one sync to the next. */
    private static final long PACE_MILLIS = 20;

    private final Path directory;

    // The writing thread's. The syncing thread reads the copies, which stay the same once it runs.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Mark.BYTES);
    private final List<FileChannel> copies = new ArrayList<>();

    /** A permit for each time that something has to be synced; the syncing thread takes them. */
    private final Semaphore work = new Semaphore(0);

    /** Whether a permit waits. The writing thread sets it; the syncing thread clears it. */
    private final AtomicBoolean unsynced = new AtomicBoolean();

    /** Reaches zero when the store is closed, which ends the syncing thread. */
    private final CountDownLatch closing = new CountDownLatch(1);

    private final Thread thread =
            Thread.ofPlatform().name("engine-mark").daemon().unstarted(this::loop);

    MarkFiles(Path directory) {
        this.directory = directory;
    }

    /** Whether there is a copy, readable or not. */
    boolean isPresent() {
        return COPIES.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
    }

    /** The later one of the marks that can be read; null where none can. */
    @Nullable Mark read() throws IOException {
        Mark latest = null;
        for (String name : COPIES) {
            Path file = directory.resolve(name);
            Mark mark = Files.exists(file) ? Mark.decode(Files.readAllBytes(file)) : null;
            if (mark != null && (latest == null || mark.isLaterThan(latest))) {
                latest = mark;
            }
        }
        return latest;
    }

    /** Writes both copies, and has them synced soon. One thread at a time. */
    void write(Mark mark) throws IOException {
        if (copies.isEmpty()) {
            open();
        }
        byte[] bytes = mark.encode();
        for (FileChannel copy : copies) {
            buffer.clear().put(bytes).flip();
            while (buffer.hasRemaining()) {
                copy.write(buffer, buffer.position());
            }
        }
        if (!unsynced.getAndSet(true)) {
            work.release();
        }
    }

    private void open() throws IOException {
        for (String name : COPIES) {
            copies.add(
                    FileChannel.open(
                            directory.resolve(name),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE));
        }
        thread.start();
    }

    private void loop() {
        try {
            boolean open = true;
            while (open) {
                work.acquire();
                unsynced.set(false);
                sync();
                open = !closing.await(PACE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes both copies survive a power cut. */
    void sync() {
        try {
            for (FileChannel copy : copies) {
                copy.force(false);
            }
        } catch (IOException e) {
            log.warn("How far the store in {} reaches could not be synced", directory, e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        work.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        for (FileChannel copy : copies) {
            try {
                copy.close();
            } catch (IOException e) {
                log.warn("The mark of the store in {} could not be closed", directory, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
