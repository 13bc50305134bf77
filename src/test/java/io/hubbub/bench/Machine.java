package io.hubbub.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** What the figures were measured on. */
record Machine(int cores, String processor, long memoryGigabytes, String jdk, String system) {

    /** The kernel's unit of CPU time in /proc. */
    private static final Duration TICK = Duration.ofMillis(10);

    static Machine here() throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                Long.parseLong(field("/proc/meminfo", "MemTotal").split(" ", -1)[0]) >> 20,
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /**
     * The CPU time that all processes together, and the host, have used of this machine's cores
     * since it started.
     */
    static Duration busy() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            // cpu user nice system idle iowait irq softirq steal ...: everything but the two idle
            // ones.
            String[] ticks = lines.findFirst().orElseThrow().split(" +", -1);
            long busy = 0;
            for (int i = 1; i <= 8; i++) {
                busy += i == 4 || i == 5 ? 0 : Long.parseLong(ticks[i]);
            }
            return TICK.multipliedBy(busy);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d cores shared by server and load client, %s, %d GB; %s; %s",
                cores,
                processor,
                memoryGigabytes,
                jdk,
                system);
    }

    private static String field(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("0 (unknown)");
        }
    }
}
