package io.hubbub.engine.embedded.files;

import io.hubbub.engine.embedded.files.Mark.Place;
import io.hubbub.engine.embedded.files.Mark.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what was promised: which messages somebody was told are kept. That is the {@link Mark}
 * of what was told, which is written after each commit and before anybody is told of it. So what a
 * killed process leaves on the disk says exactly what was promised, and the next start can check
 * it.
 *
 * <p>One thread at a time calls the methods that write.
 */
public final class Promises implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Promises.class);

    /** A note that is there from the moment a loss is found until the store has new epochs. */
    private static final String NOTE = "told-lost";

    private final Path directory;
    private final String boot;
    private final MarkFiles files;

    /** Whether there were copies of the mark at the start, readable or not. */
    private final boolean present;

    /** The mark as the last process left it; null where no copy can be read. */
    private final @Nullable Mark found;

    // The writing thread's.
    private Mark mark;
    private Path logFile;
    private Path manifestFile;

    /** Whether a write failed, so that the log's length says nothing. */
    private boolean inDoubt;

    /** The list of files as the mark has it. The writing thread sets it; any thread reads. */
    private volatile Place manifest;

    private Promises(Path directory, String boot, MarkFiles files) throws IOException {
        this.directory = directory;
        this.boot = boot;
        this.files = files;
        present = files.isPresent();
        found = files.read();
        mark = found == null ? Mark.NONE : found;
        manifest = mark.manifest();
        manifestFile = FileNames.manifest(directory, manifest.file());
        logFile = FileNames.log(directory, mark.told().log().file());
    }

    /**
     * Reads what the last process promised. Writes nothing.
     *
     * @param boot changes whenever the machine starts; empty where that cannot be known
     */
    public static Promises read(Path directory, String boot) throws IOException {
        return new Promises(directory, boot, new MarkFiles(directory));
    }

    /** Whether the store has a mark, but no copy of it can be read. */
    public boolean isUnreadable() {
        return present && found == null;
    }

    public boolean isAbsent() {
        return !present;
    }

    /**
     * Checks the files before the database opens them, and moves useless ones aside.
     *
     * @return null where everything that was promised is there
     * @throws UnusableStoreException where a person has to look
     */
    public @Nullable Lost inspect() {
        try {
            Path note = directory.resolve(NOTE);
            if (Files.exists(note)) {
                return new Lost(Files.readString(note).strip(), null);
            }
            Lost lost = new Inspection(directory, found, boot).inspect();
            if (lost != null) {
                write(note, lost.found());
            }
            return lost;
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "The store in "
                            + directory.toAbsolutePath()
                            + " cannot be read, or its damaged files cannot be set aside: "
                            + e
                            + ". Make space on its disk, or let Hubbub's user read and write there;"
                            + " no message was removed",
                    e);
        }
    }

    /**
     * The database replaces a log that was cut, so the next start would find nothing wrong. The
     * note keeps the loss from being forgotten if this start does not get far.
     */
    private static void write(Path note, String text) throws IOException {
        Files.writeString(note, text);
        try (FileChannel channel = FileChannel.open(note, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The store has new epochs, so the loss need not be remembered any longer. */
    public void settled() {
        try {
            Files.deleteIfExists(directory.resolve(NOTE));
        } catch (IOException e) {
            log.warn("The store in {} begins new epochs again at its next start", directory, e);
        }
    }

    /** The database's number of the last write that has to be found. */
    public long requiredSequence() {
        return found == null ? 0 : found.required(boot).sequence();
    }

    /**
     * Promises everything that was written. Only after this may anybody be told of it.
     *
     * @param sequence the database's number of the last write
     * @param synced whether everything that was written would survive a power cut
     * @throws UncheckedIOException where the mark cannot be written: then nobody may be told
     */
    public void advance(long sequence, boolean synced) {
        try {
            Reach told = new Reach(logPlace(), sequence);
            boolean newLog = told.log().file() != mark.told().log().file();
            Reach survives = synced ? told : mark.synced();
            write(new Mark(boot, false, told, survives, manifestPlace(newLog)));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException(
                            "How far the store in "
                                    + directory
                                    + " reaches cannot be written: "
                                    + e,
                            e));
        }
    }

    /** A write failed. What it left in the log was promised to nobody. */
    public void doubt() {
        inDoubt = true;
    }

    /** How long all logs are together. Any thread may ask. */
    public long logBytes() {
        try {
            long sum = 0;
            for (long number : FileNames.logs(directory)) {
                sum += size(FileNames.log(directory, number));
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Whether the list of files grew since the mark was written. Any thread may ask. */
    public boolean isBehind() {
        try {
            Place known = manifest;
            return known.file() > 0
                    && FileNames.currentManifest(directory) == known.file()
                    && Files.size(FileNames.manifest(directory, known.file())) > known.bytes();
        } catch (IOException e) {
            return false;
        }
    }

    /** Adds to the mark what {@link #isBehind} found. */
    public void catchUp() {
        try {
            write(new Mark(boot, false, mark.told(), mark.synced(), manifestPlace(true)));
        } catch (IOException e) {
            log.warn("How far the store in {} reaches could not be written", directory, e);
        }
    }

    /** Each commit makes the log longer. If this one did not, RocksDB began another log. */
    private Place logPlace() throws IOException {
        Place before = mark.told().log();
        long size = size(logFile);
        if (size > before.bytes() && !inDoubt) {
            return new Place(before.file(), size);
        }
        List<Long> logs = FileNames.logs(directory);
        if (logs.isEmpty()) {
            throw new IOException("there is no log");
        }
        inDoubt = false;
        logFile = FileNames.log(directory, logs.getLast());
        return new Place(logs.getLast(), size(logFile));
    }

    private Place manifestPlace(boolean mayBeNew) throws IOException {
        Place known = manifest;
        long size = mayBeNew || known.file() == 0 ? 0 : size(manifestFile);
        if (size == 0) {
            long number = FileNames.currentManifest(directory);
            manifestFile = FileNames.manifest(directory, number);
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
        files.write(next);
        mark = next;
    }

    /** Notes that the store is closed and synced, so that the next start has to find all of it. */
    public void seal() {
        try {
            Reach told = mark.told();
            write(new Mark(boot, true, told, told, manifestPlace(true)));
            files.sync();
        } catch (IOException e) {
            log.warn("How far the store in {} reaches could not be written", directory, e);
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
