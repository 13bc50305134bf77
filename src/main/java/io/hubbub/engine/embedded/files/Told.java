package io.hubbub.engine.embedded.files;

import io.hubbub.engine.embedded.files.Mark.Place;
import io.hubbub.engine.embedded.files.Mark.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * Keeps the {@link Mark} beside the store, in two copies, so that one that is damaged costs
 * nothing. It is written after each commit and before anybody is told of it: so what a killed
 * process leaves says exactly what was told. The disk is made to have it a moment later, on a
 * thread of its own, as one more sync in each commit would halve what can be published: after a
 * power cut it may lack what was told in the last moment.
 *
 * <p>One thread at a time writes.
 */
public final class Told implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Told.class);

    private static final List<String> COPIES = List.of("told-1", "told-2");

    /** There from when a loss is found until the store has new epochs. */
    private static final String NOTE = "told-lost";

    /** The least from one sync to the next. */
    private static final long PACE_MILLIS = 20;

    private final Path directory;
    private final String boot;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Mark.BYTES);
    private final List<FileChannel> copies = new ArrayList<>();
    private final Semaphore work = new Semaphore(0);
    private final AtomicBoolean unsynced = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("engine-mark").daemon().unstarted(this::loop);

    /** Whether there are copies, whatever they hold. */
    private final boolean present;

    /** As the last process left it; null where no copy can be read. */
    private final @Nullable Mark found;

    // The writing thread's.
    private Mark mark;
    private Path logFile;
    private Path manifestFile;

    /** Whether the log's length says nothing, as a write failed. */
    private boolean inDoubt;

    /** The list of files as it is in the mark. */
    private volatile Place manifest;

    private Told(Path directory, String boot, boolean present, @Nullable Mark found) {
        this.directory = directory;
        this.boot = boot;
        this.present = present;
        this.found = found;
        mark = found == null ? Mark.NONE : found;
        manifest = mark.manifest();
        manifestFile = Names.manifest(directory, manifest.file());
        logFile = Names.log(directory, mark.told().log().file());
    }

    /**
     * Reads what is there. Writes nothing.
     *
     * @param boot changes whenever the machine starts; empty where that cannot be known
     */
    public static Told read(Path directory, String boot) throws IOException {
        boolean present = false;
        Mark best = null;
        for (String name : COPIES) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                present = true;
                Mark mark = Mark.decode(Files.readAllBytes(file));
                if (mark != null && (best == null || isLater(mark, best))) {
                    best = mark;
                }
            }
        }
        return new Told(directory, boot, present, best);
    }

    private static boolean isLater(Mark one, Mark other) {
        return one.told().sequence() > other.told().sequence()
                || (one.told().sequence() == other.told().sequence() && one.closed());
    }

    /** Whether the store had a mark of which nothing can be read. */
    public boolean isUnreadable() {
        return present && found == null;
    }

    public boolean isAbsent() {
        return !present;
    }

    /**
     * Looks at the files, before the database is opened; sets aside what is of no use.
     *
     * @return null where all is there that was told
     * @throws UnusableStoreException where a person has to look
     */
    public @Nullable Lost inspect() {
        try {
            Path noted = directory.resolve(NOTE);
            if (Files.exists(noted)) {
                return new Lost(Files.readString(noted).strip(), null);
            }
            Lost lost = new Inspection(directory, found, boot).inspect();
            if (lost != null) {
                note(noted, lost.found());
            }
            return lost;
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "The store in "
                            + directory.toAbsolutePath()
                            + " cannot be read, or what is damaged of it cannot be set aside: "
                            + e
                            + ". Make space on its disk, or let Hubbub's user read and write there;"
                            + " no message was removed",
                    e);
        }
    }

    /** The database makes a new log of a cut one, so that whoever comes next finds it whole. */
    private static void note(Path file, String text) throws IOException {
        Files.writeString(file, text);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The store has new epochs: what was lost is no longer to be told. */
    public void settled() {
        try {
            Files.deleteIfExists(directory.resolve(NOTE));
        } catch (IOException e) {
            log.warn("{} begins new epochs once more at its next start", directory, e);
        }
    }

    /** The number of the last write that must be found. */
    public long requiredSequence() {
        return found == null ? 0 : found.required(boot).sequence();
    }

    /**
     * From now on somebody may be told of all that is written.
     *
     * @param sequence the database's number of the last write
     * @param synced whether all that was written would survive a power cut
     * @throws UncheckedIOException where nobody may
     */
    public void advance(long sequence, boolean synced) {
        try {
            Reach told = new Reach(logPlace(), sequence);
            Place files = manifestPlace(told.log().file() != mark.told().log().file());
            write(new Mark(boot, false, told, synced ? told : mark.synced(), files));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException(
                            "How far " + directory + " reaches cannot be written: " + e, e));
        }
    }

    /** A write failed: what there is of it, nobody is told of. */
    public void doubt() {
        inDoubt = true;
    }

    /** How long all logs are together. May be asked by any thread. */
    public long logBytes() {
        try {
            long sum = 0;
            for (long number : Names.logs(directory)) {
                sum += size(Names.log(directory, number));
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Whether the list of files grew since the mark was written. May be asked by any thread. */
    public boolean isBehind() {
        try {
            Place known = manifest;
            return known.file() > 0
                    && Names.currentManifest(directory) == known.file()
                    && Files.size(Names.manifest(directory, known.file())) > known.bytes();
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes in what {@link #isBehind} found. */
    public void catchUp() {
        try {
            write(new Mark(boot, false, mark.told(), mark.synced(), manifestPlace(true)));
        } catch (IOException e) {
            log.warn("How far {} reaches could not be written", directory, e);
        }
    }

    /** A commit makes the log longer: where it did not, it went to the next one. */
    private Place logPlace() throws IOException {
        Place before = mark.told().log();
        long size = size(logFile);
        if (size > before.bytes() && !inDoubt) {
            return new Place(before.file(), size);
        }
        List<Long> logs = Names.logs(directory);
        if (logs.isEmpty()) {
            throw new IOException("there is no log");
        }
        inDoubt = false;
        logFile = Names.log(directory, logs.getLast());
        return new Place(logs.getLast(), size(logFile));
    }

    private Place manifestPlace(boolean mayBeNew) throws IOException {
        Place known = manifest;
        long size = mayBeNew || known.file() == 0 ? 0 : size(manifestFile);
        if (size == 0) {
            long number = Names.currentManifest(directory);
            manifestFile = Names.manifest(directory, number);
            manifest = new Place(number, size(manifestFile));
        } else if (size != known.bytes()) {
            manifest = new Place(known.file(), size);
        }
        return manifest;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private void write(Mark next) throws IOException {
        if (copies.isEmpty()) {
            openCopies();
        }
        byte[] bytes = next.encode();
        for (FileChannel copy : copies) {
            buffer.clear().put(bytes).flip();
            while (buffer.hasRemaining()) {
                copy.write(buffer, buffer.position());
            }
        }
        mark = next;
        if (!unsynced.getAndSet(true)) {
            work.release();
        }
    }

    private void openCopies() throws IOException {
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

    private void sync() {
        try {
            for (FileChannel copy : copies) {
                copy.force(false);
            }
        } catch (IOException e) {
            log.warn("How far {} reaches could not be synced", directory, e);
        }
    }

    /** All is written and synced: what is there now must be there at the next start. */
    public void seal() {
        try {
            Reach told = mark.told();
            write(new Mark(boot, true, told, told, manifestPlace(true)));
            sync();
        } catch (IOException e) {
            log.warn("How far {} reaches could not be written", directory, e);
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
                log.warn("A mark of {} could not be closed", directory, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
