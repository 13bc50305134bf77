package io.hubbub.engine.embedded.files;

import io.hubbub.engine.embedded.files.Mark.Place;
import io.hubbub.engine.embedded.files.Records.End;
import io.hubbub.engine.embedded.files.Records.Reading;
import java.io.IOException;
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
 * Checks the write-ahead logs and the list of files before the database opens them.
 *
 * <p>There are three kinds of flaws. A log that ends before the mark lost its end. Nobody can bring
 * that back, so the rest is used, and the store must begin new epochs. Bytes before the mark that
 * are not as they were written may still be repaired by a person, so then nothing is used. A flaw
 * after the mark belongs to a write that nobody was told of, so it is dropped.
 */
final class Inspection {

    private static final Logger log = LoggerFactory.getLogger(Inspection.class);

    private final Path directory;
    private final @Nullable Mark mark;
    private final Place required;

    /**
     * @param mark null where no mark can be read: then the end of a log cannot be checked
     */
    Inspection(Path directory, @Nullable Mark mark, String boot) {
        this.directory = directory;
        this.mark = mark;
        required = mark == null ? Place.NONE : mark.required(boot).log();
    }

    /**
     * Returns null where everything is there that was promised.
     *
     * @throws UnusableStoreException where a person has to look
     */
    @Nullable Lost inspect() throws IOException {
        inspectManifest();
        List<Long> logs = FileNames.logs(directory);
        if (required.file() > 0 && (logs.isEmpty() || logs.getLast() < required.file())) {
            return new Lost(
                    "its log "
                            + FileNames.log(directory, required.file()).getFileName()
                            + " is gone",
                    null);
        }
        for (int i = 0; i < logs.size(); i++) {
            List<Long> later = logs.subList(i + 1, logs.size());
            long number = logs.get(i);
            Path file = FileNames.log(directory, number);
            Reading reading = Records.read(file);
            if (number == required.file() && reading.readable() < required.bytes()) {
                return cut(file, reading, later);
            }
            // RocksDB itself understands a log that is torn off after the mark.
            if (reading.end() == End.DAMAGED) {
                if (number < required.file() || mark == null) {
                    throw unreadable(file, reading);
                }
                Path aside = setAside(logs);
                dropFrom(file, reading.readable(), later);
                log.warn(
                        "In {}, {} cannot be read from byte {} on. Nobody was told that what was"
                                + " written there is kept, or that it survives a power cut. A copy"
                                + " is in {}",
                        directory.toAbsolutePath(),
                        file.getFileName(),
                        reading.readable(),
                        aside);
                return null;
            }
        }
        return null;
    }

    private void inspectManifest() throws IOException {
        Path current = directory.resolve("CURRENT");
        long number;
        try {
            number = FileNames.currentManifest(directory);
        } catch (NoSuchFileException e) {
            throw damaged("the file CURRENT is missing");
        }
        if (number == 0) {
            throw damaged(current.getFileName() + " does not name a list of files");
        }
        Path manifest = FileNames.manifest(directory, number);
        if (!Files.exists(manifest)) {
            throw damaged("CURRENT names " + manifest.getFileName() + ", which is missing");
        }
        Place known = mark == null ? Place.NONE : mark.manifest();
        if (number < known.file()) {
            throw damaged(
                    "CURRENT names "
                            + manifest.getFileName()
                            + ", and "
                            + FileNames.manifest(directory, known.file()).getFileName()
                            + " was in use already");
        }
        Reading reading = Records.read(manifest);
        boolean isShort = number == known.file() && reading.readable() < known.bytes();
        if (isShort) {
            throw damaged(
                    "its list of files "
                            + manifest.getFileName()
                            + " can be read up to byte "
                            + reading.readable()
                            + " of the "
                            + known.bytes()
                            + " that it had");
        }
        if (reading.end() == End.DAMAGED) {
            throw unreadable(manifest, reading);
        }
    }

    private Lost cut(Path file, Reading reading, List<Long> later) throws IOException {
        if (reading.end() == End.DAMAGED) {
            throw unreadable(file, reading);
        }
        for (long number : later) {
            if (Files.size(FileNames.log(directory, number)) > 0) {
                throw damaged(
                        file.getFileName()
                                + " ends at byte "
                                + reading.readable()
                                + " of the "
                                + required.bytes()
                                + " that were told, and the next log goes on after them");
            }
        }
        Path aside = setAside(FileNames.logs(directory));
        dropFrom(file, reading.readable(), List.of());
        return new Lost(
                file.getFileName()
                        + " ends at byte "
                        + reading.readable()
                        + " of the "
                        + required.bytes()
                        + " that were told",
                aside);
    }

    private UnusableStoreException unreadable(Path file, Reading reading) throws IOException {
        return damaged(
                file.getFileName()
                        + " cannot be read from byte "
                        + reading.readable()
                        + " of "
                        + Files.size(file)
                        + " on");
    }

    private UnusableStoreException damaged(String found) {
        return UnusableStoreException.damaged(directory, found, null);
    }

    /** Copies the logs to a directory of their own, for a person who wants to look. */
    private Path setAside(List<Long> logs) throws IOException {
        for (int i = 1; ; i++) {
            Path aside = directory.resolveSibling(directory.getFileName() + ".damaged-" + i);
            if (!Files.exists(aside)) {
                Files.createDirectories(aside);
                for (long number : logs) {
                    Path file = FileNames.log(directory, number);
                    Files.copy(file, aside.resolve(file.getFileName()));
                }
                return aside;
            }
        }
    }

    /** Drops what RocksDB cannot read: the end of a log, and all later logs. */
    private void dropFrom(Path file, long end, List<Long> later) throws IOException {
        for (long number : later.reversed()) {
            Files.delete(FileNames.log(directory, number));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }
}
