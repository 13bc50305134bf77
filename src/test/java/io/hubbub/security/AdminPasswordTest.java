package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AdminPasswordTest {

    @TempDir private Path directory;

    @Test
    void theFirstStartMakesOneTellsItAndKeepsItsHash(CapturedOutput log) throws IOException {
        Path data = directory.resolve("not/there/yet");
        assertThat(isAdmins("made", accounts(data, "made", Map.of()))).isTrue();

        assertThat(log.getOut()).containsOnlyOnce("The password of admin is made ");
        Path file = data.resolve("admin-password");
        assertThat(Files.readString(file)).startsWith("{bcrypt}$2a$10$").doesNotContain("made");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theSecondStartTellsNothingAndTheOldPasswordCounts(CapturedOutput log) {
        accounts(directory, "first", Map.of());
        int before = log.getOut().length();
        Accounts second = accounts(directory, "second", Map.of());

        assertThat(log.getOut().substring(before)).isEmpty();
        assertThat(isAdmins("first", second)).isTrue();
        assertThat(isAdmins("second", second)).isFalse();
    }

    @Test
    void aConfiguredOneCountsAndNothingIsWritten(CapturedOutput log) {
        Accounts accounts = accounts(directory, "made", Map.of("admin-password", "chosen one"));
        assertThat(isAdmins("chosen one", accounts)).isTrue();
        assertThat(isAdmins("made", accounts)).isFalse();
        assertThat(directory).isEmptyDirectory();
        assertThat(log.getOut()).doesNotContain("password");
    }

    /** A link to nowhere. Nobody can read or create it, not even root. */
    @Test
    void whereItCannotBeKeptItHoldsForThisRun(CapturedOutput log) throws IOException {
        Path data = directory.resolve("data");
        Files.createSymbolicLink(data, directory.resolve("missing"));
        assertThat(isAdmins("made", accounts(data, "made", Map.of()))).isTrue();
        assertThat(log.getOut())
                .containsOnlyOnce("The password of admin is made until the server stops: ")
                .contains("hubbub.data")
                .contains("hubbub.security.admin-password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "{bcrypt}", "{noop}secret", "{bcrypt}$2a$10$short"})
    void aFileThatHubbubDidNotWriteStopsTheStart(String text) throws IOException {
        Path file = directory.resolve("admin-password");
        Files.writeString(file, text);
        assertThatThrownBy(() -> accounts(directory, "made", Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining("delete it to get a new password")
                .hasMessageContaining("hubbub.security.admin-password");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void aFileThatCannotBeReadStopsTheStart() throws IOException {
        Files.createDirectory(directory.resolve("admin-password"));
        assertThatThrownBy(() -> accounts(directory, "made", Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be read");
    }

    private static Accounts accounts(Path data, String made, Map<String, String> properties) {
        return new Accounts(
                SecurityPropertiesTest.bind(properties), new AdminPassword(data, () -> made));
    }

    private static boolean isAdmins(String password, Accounts accounts) {
        return Accounts.encoder()
                .matches(password, accounts.loadUserByUsername("admin").getPassword());
    }
}
