package io.hubbub.engine.embedded.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How RocksDB names its files. Numbers only grow, across all kinds of files. */
final class FileNames {

    private static final String LOG = ".log";
    private static final String MANIFEST = "MANIFEST-";
    private static final int DIGITS = 19;

    private FileNames() {}

    static Path log(Path directory, long number) {
        return directory.resolve(String.format(Locale.ROOT, "%06d%s", number, LOG));
    }

    static Path manifest(Path directory, long number) {
        return directory.resolve(String.format(Locale.ROOT, "%s%06d", MANIFEST, number));
    }

    /** The numbers of the write-ahead logs, the oldest first. */
    static List<Long> logs(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(LOG))
                    .map(name -> number(name.substring(0, name.length() - LOG.length())))
                    .filter(number -> number > 0)
                    .sorted()
                    .toList();
        }
    }

    /** The number of the list of files that is in use; 0 where CURRENT names none. */
    static long currentManifest(Path directory) throws IOException {
        // A damaged file may hold any bytes. Every byte is a character in this encoding.
        String text =
                new String(
                        Files.readAllBytes(directory.resolve("CURRENT")),
                        StandardCharsets.ISO_8859_1);
        return text.startsWith(MANIFEST) && text.endsWith("\n")
                ? number(text.substring(MANIFEST.length(), text.length() - 1))
                : 0;
    }

    private static long number(String digits) {
        return digits.isEmpty()
                        || digits.length() >= DIGITS
                        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                ? 0
                : Long.parseLong(digits);
    }
}
