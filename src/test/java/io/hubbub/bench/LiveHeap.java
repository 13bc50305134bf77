package io.hubbub.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What is alive on another JVM's heap, asked through {@code jcmd}. */
final class LiveHeap {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What the caller has to go on with while jcmd runs: its clients answer pings. */
    interface Meanwhile {
        void turn() throws IOException;
    }

    private final long pid;

    LiveHeap(long pid) {
        this.pid = pid;
    }

    /** Two full collections: the first enqueues what the second frees. */
    void collect(Meanwhile meanwhile) throws IOException {
        jcmd(meanwhile, "GC.run");
        jcmd(meanwhile, "GC.run");
    }

    /** The exact bytes of live objects; a heap's used size has the granularity of its regions. */
    long liveBytes(Meanwhile meanwhile) throws IOException {
        List<String> lines = jcmd(meanwhile, "GC.class_histogram");
        String total =
                lines.stream()
                        .filter(line -> line.startsWith("Total"))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("No total from jcmd: " + lines));
        return Long.parseLong(total.strip().split("\\s+", -1)[2]);
    }

    private List<String> jcmd(Meanwhile meanwhile, String command) throws IOException {
        Path output = Files.createTempFile("bench-jcmd", ".txt");
        try {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                            .toString(),
                                    Long.toString(pid),
                                    command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            try {
                Deadline deadline = Deadline.in(LIMIT);
                while (process.isAlive()) {
                    meanwhile.turn();
                    deadline.check(() -> "jcmd " + pid + " " + command);
                }
            } finally {
                process.destroyForcibly();
            }
            return Files.readAllLines(output);
        } finally {
            Files.delete(output);
        }
    }
}
