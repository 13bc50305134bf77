package io.hubbub.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A contender's process: started by the bench, or one that already runs. */
final class Server implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int TAIL_LINES = 40;

    private final Contender contender;
    private final int port;
    private final ProcessHandle process;

    /** The process's output; null if another started it. */
    private final @Nullable Path log;

    private Server(Contender contender, int port, ProcessHandle process, @Nullable Path log) {
        this.contender = contender;
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process and returns at once; see {@link #awaitStart}. It ends with this JVM, however
     * that ends.
     */
    static Server start(Contender contender, Settings settings) throws IOException {
        return start(contender, settings, contender.name().toLowerCase(Locale.ROOT));
    }

    /** Starts another process beside that one, which nobody has warmed up. */
    static Server startFresh(Contender contender, Settings settings) throws IOException {
        return start(contender, settings, "fresh-" + contender.name().toLowerCase(Locale.ROOT));
    }

    private static Server start(Contender contender, Settings settings, String name)
            throws IOException {
        int port = freePort();
        Path log = settings.directory().resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(settings.jvmArguments(contender));
        command.add("-cp");
        command.add(settings.classPath(contender));
        command.add(contender.mainClass);
        command.add("--server.port=" + port);
        command.addAll(contender.arguments(settings.freshData(name)));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Server(contender, port, process.toHandle(), log);
    }

    static Server attach(Contender contender, int port, long pid) {
        return new Server(contender, port, ProcessHandle.of(pid).orElseThrow(), null);
    }

    Contender contender() {
        return contender;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The CPU time, user and system, that the process has used since it started. */
    Duration cpu() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException(contender.title + " is gone"));
    }

    /** Waits until the port is served. */
    void awaitStart() {
        Deadline deadline = Deadline.in(START_LIMIT);
        while (!listening()) {
            if (!alive()) {
                throw new IllegalStateException(contender.title + " did not start");
            }
            deadline.check(() -> contender.title + " does not listen");
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private boolean listening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The last lines that the process wrote. */
    List<String> tail() {
        if (log == null) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        } catch (IOException e) {
            return List.of("(" + e + ")");
        }
    }

    /** Ends the process, where the bench started it, and waits for its end. */
    @Override
    public void close() {
        if (log == null) {
            return;
        }
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
