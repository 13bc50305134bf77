package io.hubbub.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The real jar as a process of its own, always at the same port and on the same store. */
public final class Child implements AutoCloseable {

    /**
     * Below the ports that a system takes for outgoing connections: one that goes to such a port
     * while nobody listens there may be given the port itself, and so connect to itself.
     */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;

    private static final List<String> USUAL =
            List.of(
                    // However slow this machine is, nobody is away for longer.
                    "--hubbub.store.id-window=1h",
                    "--hubbub.limits.messages-per-second=0",
                    "--hubbub.limits.bytes-per-second=0",
                    "--hubbub.quotas.stored-per-user=0B",
                    "--hubbub.quotas.stored-per-address=0B",
                    "--hubbub.namespaces.chat.history.size=0",
                    "--hubbub.security.admin-password=x",
                    // Writes a line for each step of the start.
                    "--logging.level.org.springframework.beans.factory=debug");

    private final Path directory;
    private final List<String> settings;
    private final Path log;
    private final int port = freePort();
    private @Nullable Process process;

    /**
     * @param directory empty; for all that the process writes
     * @param settings of the application, beside the usual ones or in their place
     */
    public Child(Path directory, String... settings) {
        this.settings = List.of(settings);
        this.directory = directory;
        log = directory.resolve("log.txt");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    private static int freePort() {
        for (int port = FIRST_PORT + (int) (ProcessHandle.current().pid() % 10_000);
                port < LAST_PORT;
                port++) {
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken.
            }
        }
        throw new IllegalStateException("No free port");
    }

    public int port() {
        return port;
    }

    /** Returns at once. */
    public void start() {
        try {
            List<String> command = new ArrayList<>();
            command.addAll(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+UseCompactObjectHeaders",
                            "--enable-native-access=ALL-UNNAMED",
                            // It lives for seconds.
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            // What a killed process leaves behind goes with the directory.
                            "-Djava.io.tmpdir=" + directory,
                            "-jar",
                            System.getProperty("hubbub.jar"),
                            "--server.port=" + port,
                            "--hubbub.data=" + directory.resolve("data")));
            USUAL.stream().filter(setting -> !isSet(setting)).forEach(command::add);
            command.addAll(settings);
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the application is told otherwise. */
    private boolean isSet(String usual) {
        String name = usual.substring(0, usual.indexOf('=') + 1);
        return settings.stream().anyMatch(setting -> setting.startsWith(name));
    }

    /** Whether it takes connections. */
    public boolean isUp() {
        if (process == null || !process.isAlive()) {
            throw new AssertionError("It did not start:\n" + String.join("\n", lines()));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What this process wrote, from its start. */
    public List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that was started last. */
    public ProcessHandle handle() {
        return Objects.requireNonNull(process, "It was not started").toHandle();
    }

    /** Waits until somebody has ended it, and returns how it ended. */
    public int awaitEnd() throws InterruptedException {
        return Objects.requireNonNull(process, "It was not started").waitFor();
    }

    /** Kills the process as {@code kill -9} does. Returns when it is gone. */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
