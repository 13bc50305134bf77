package io.hubbub.security;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * The administrator's password if nobody configured one. The first start makes it, logs it once and
 * keeps its hash in a file. Only the thread that starts the server reads and writes it.
 */
public final class AdminPassword {

    private static final Logger log = LoggerFactory.getLogger(AdminPassword.class);

    private final Path file;
    private final Supplier<String> random;

    /**
     * @param directory where Hubbub keeps what must survive a restart; it is created if missing
     * @param random makes a new password that nobody can guess
     */
    public AdminPassword(Path directory, Supplier<String> random) {
        this.file = directory.resolve("admin-password");
        this.random = random;
    }

    /**
     * The password's hash.
     *
     * @throws IllegalStateException if the file exists but Hubbub did not write it. A new password
     *     in its place would lock out whoever knows the old one
     */
    String hash(PasswordEncoder encoder) {
        String kept = read();
        if (kept != null) {
            return kept;
        }
        String password = random.get();
        String hash = encoder.encode(password);
        if (hash == null || !Accounts.isBcrypt(hash)) {
            throw new IllegalStateException("The hash could not be read again");
        }
        try {
            write(hash);
            log.warn(
                    "The password of {} is {} (logged only now; {} has its hash)",
                    Accounts.ADMIN,
                    password,
                    file);
        } catch (IOException e) {
            log.warn(
                    "The password of {} is {} until the server stops: {} cannot be written ({})."
                            + " Set hubbub.data to a directory that can be written, or"
                            + " hubbub.security.admin-password",
                    Accounts.ADMIN,
                    password,
                    file,
                    e.toString());
        }
        return hash;
    }

    private @Nullable String read() {
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException(
                    file + " cannot be read (" + e + "): let Hubbub read it, or " + REMEDY, e);
        }
        if (!Accounts.isBcrypt(text)) {
            throw new IllegalStateException(file + " was changed: restore it, or " + REMEDY);
        }
        return text;
    }

    private static final String REMEDY =
            "delete it to get a new password, or set hubbub.security.admin-password";

    /**
     * Writes the file completely or not at all, even if the process dies. Only the owner can ever
     * read it.
     */
    private void write(String hash) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(directory, file.getFileName().toString(), ".new");
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.US_ASCII.encode(hash + "\n"));
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
