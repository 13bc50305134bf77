package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.From;
import io.hubbub.engine.Retention;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process appends as fast as it can and is killed meanwhile, again and again, on the same store.
 * Everything that it told is there, under the same epoch, and no loss is reported.
 */
@Timeout(300)
class KilledStoreTest {

    private static final int KILLS = 2;
    private static final RoomName LOBBY = new RoomName("chat", "lobby");
    private static final Retention RETENTION = new Retention(0, Duration.ZERO, true);

    @TempDir Path directory;

    @Test
    void killsLoseNothingAndReportNoLoss() throws Exception {
        Position told = new Position("e1", 0);
        Random random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            // The last run is long enough to fill a log and begin the next one.
            told = appendUntilKilled(told, kill < KILLS - 1 ? 200 + random.nextInt(2_000) : 6_000);
            try (EmbeddedRoomLogs logs = open(directory)) {
                assertThat(logs.lost()).isNull();
                assertThat(logs.span(LOBBY).epoch()).isEqualTo(told.epoch());
                assertThat(logs.span(LOBBY).newest()).isGreaterThanOrEqualTo(told.offset());
                assertThat(
                                logs.read(
                                                LOBBY,
                                                new From.After(told.offset() - 10),
                                                Integer.MAX_VALUE,
                                                Integer.MAX_VALUE)
                                        .messages())
                        .hasSizeGreaterThanOrEqualTo(10);
            }
        }
    }

    /** Returns the last position that the process told. */
    private Position appendUntilKilled(Position before, int messages) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process =
                new ProcessBuilder(
                                java.toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Appender.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Position last = before;
        try (BufferedReader said = process.inputReader()) {
            String line;
            int count = 0;
            while ((line = said.readLine()) != null) {
                int colon = line.lastIndexOf(':');
                if (line.matches("told [0-9a-z]+:[0-9]+")) {
                    String epoch = line.substring("told ".length(), colon);
                    // The kill may cut the last line, which then names an earlier position.
                    last = new Position(epoch, Long.parseLong(line.substring(colon + 1)));
                    if (++count == messages) {
                        // Kills by the handle: Process.destroy closes the pipe with unread lines.
                        process.toHandle().destroyForcibly();
                    }
                }
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    private static EmbeddedRoomLogs open(Path directory) {
        return new EmbeddedRoomLogs(
                new StoreSettings(directory),
                _ -> RETENTION,
                () -> 1_000_000,
                () -> "e" + Long.toHexString(new Random().nextLong()),
                work -> work);
    }

    /** The process that is killed. */
    static final class Appender {

        private static final int AT_ONCE = 64;

        public static void main(String[] args) throws Exception {
            // Writes straight to the pipe, so that no buffer holds a line back.
            DataOutputStream out = new DataOutputStream(System.out);
            Semaphore free = new Semaphore(AT_ONCE);
            EmbeddedRoomLogs logs = open(Path.of(args[0]));
            Random random = new Random();
            while (true) {
                free.acquire();
                byte[] body = new byte[random.nextInt(10) == 0 ? 40_000 : random.nextInt(300)];
                Message message = new Message("m", null, Map.of(), body, "alice", null, 1);
                logs.append(
                        new Append(Routing.to(List.of(LOBBY)), message, false, null, null, null),
                        outcome -> {
                            tell(out, outcome);
                            free.release();
                        });
            }
        }

        private static void tell(DataOutputStream out, Appended outcome) {
            try {
                Position position = ((Appended.Stored) outcome).positions().getFirst();
                out.write(("told " + position + "\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
