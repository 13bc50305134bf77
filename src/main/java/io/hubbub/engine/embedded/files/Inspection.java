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
 * Looks at the log and the list of files before the database does.
 *
 * <p>A log that ends before what was told lost its tail: what is left of it is used, as there is
 * nothing that a person could do better, and whoever opens the store must begin new epochs. Where
 * bytes are there but not as they were written, a person may get them back: then nothing is used.
 * Flaws behind what was told are those of a write that nobody was told of.
 */
final class Inspection {

    private static final Logger log = LoggerFactory.getLogger(Inspection.class);

    private final Path directory;
    private final @Nullable Mark mark;
    private final Place required;

    /**
     * @param mark null where there is none that can be read: then all may be as it should be
     */
    Inspection(Path directory, @Nullable Mark mark, String boot) {
        this.directory = directory;
        this.mark = mark;
        required = mark == null ? Place.NONE : mark.required(boot).log();
    }

    /**
     * Null where all is there that was told.
     *
     * @throws UnusableStoreException where a person has to look
     */
    @Nullable Lost inspect() throws IOException {
        inspectManifest();
        List<Long> logs = Names.logs(directory);
        if (required.file() > 0 && (logs.isEmpty() || logs.getLast() < required.file())) {
            return new Lost(
                    "its log " + Names.log(directory, required.file()).getFileName() + " is gone",
                    null);
        }
        for (int i = 0; i < logs.size(); i++) {
            List<Long> later = logs.subList(i + 1, logs.size());
            long number = logs.get(i);
            Path file = Names.log(directory, number);
            Reading reading = Records.read(file);
            if (number == required.file() && reading.readable() < required.bytes()) {
                return cut(file, reading, later);
            }
            // One that is torn off behind what was told, RocksDB understands.
            if (reading.end() == End.DAMAGED) {
                if (number < required.file() || mark == null) {
                    throw unreadable(file, reading);
                }
                Path aside = setAside(logs);
                dropFrom(file, reading.readable(), later);
                log.warn(
                        "In {}, {} cannot be read from byte {} on. Of what was written there"
                                + " nobody was told, or not that it survives a power cut; it is"
                                + " kept in {}",
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
            number = Names.currentManifest(directory);
        } catch (NoSuchFileException e) {
            throw damaged("the file CURRENT is missing");
        }
        if (number == 0) {
            throw damaged(current.getFileName() + " does not name a list of files");
        }
        Path manifest = Names.manifest(directory, number);
        if (!Files.exists(manifest)) {
            throw damaged("CURRENT names " + manifest.getFileName() + ", which is missing");
        }
        Place known = mark == null ? Place.NONE : mark.manifest();
        if (number < known.file()) {
            throw damaged(
                    "CURRENT names "
                            + manifest.getFileName()
                            + ", and "
                            + Names.manifest(directory, known.file()).getFileName()
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
            if (Files.size(Names.log(directory, number)) > 0) {
                throw damaged(
                        file.getFileName()
                                + " ends at byte "
                                + reading.readable()
                                + " of the "
                                + required.bytes()
                                + " that were told, and the next log goes on after them");
            }
        }
        Path aside = setAside(Names.logs(directory));
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

    /** Copies the logs to where nothing touches them. */
    private Path setAside(List<Long> logs) throws IOException {
        for (int i = 1; ; i++) {
            Path aside = directory.resolveSibling(directory.getFileName() + ".damaged-" + i);
            if (!Files.exists(aside)) {
                Files.createDirectories(aside);
                for (long number : logs) {
                    Path file = Names.log(directory, number);
                    Files.copy(file, aside.resolve(file.getFileName()));
                }
                return aside;
            }
        }
    }

    /** What RocksDB would not know what to make of. */
    private void dropFrom(Path file, long end, List<Long> later) throws IOException {
        for (long number : later.reversed()) {
            Files.delete(Names.log(directory, number));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }
}
