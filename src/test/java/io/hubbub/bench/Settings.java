package io.hubbub.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to run, from system properties; each may be absent or empty.
 *
 * @param only {@code bench.only}: {@code hubbub} or {@code simple}; both by default
 * @param scenarios {@code bench.scenario}: some of {@code
 *     saturated,rate,one_to_one,pairs,idle,durable,recovery,arrival}; all by default
 * @param rounds {@code bench.rounds}: measured windows of each load and contender, of which the
 *     median counts
 * @param port {@code bench.port}: of a running server to measure, with {@code bench.pid} and {@code
 *     bench.only}; 0 for none. {@code durable} and {@code recovery} want it started with {@link
 *     Durability#arguments}
 * @param pid {@code bench.pid}: that server's process
 * @param directory {@code bench.directory}: where Maven left the class paths, and logs and figures
 *     go
 * @param classes {@code bench.classes}: Hubbub's compiled classes
 * @param hubbubJvm {@code hubbub.jvm}: the JVM arguments Hubbub runs with. The simple broker runs
 *     with the JVM's defaults
 */
record Settings(
        Set<Contender> only,
        Set<Scenario> scenarios,
        int rounds,
        int port,
        long pid,
        Path directory,
        Path classes,
        List<String> hubbubJvm) {

    static Settings fromSystemProperties() {
        Set<Contender> only = chosen(Contender.class, "bench.only");
        int port = Integer.parseInt(property("bench.port", "0"));
        if (port != 0 && only.size() != 1) {
            throw new IllegalArgumentException("bench.port wants bench.only=hubbub or simple");
        }
        return new Settings(
                only,
                chosen(Scenario.class, "bench.scenario"),
                Integer.parseInt(property("bench.rounds", "3")),
                port,
                Long.parseLong(property("bench.pid", "0")),
                Path.of(property("bench.directory", "target/bench")),
                Path.of(property("bench.classes", "target/classes")),
                Stream.of(property("hubbub.jvm", "").split("\\s+", -1))
                        .filter(argument -> !argument.isEmpty())
                        .toList());
    }

    List<String> jvmArguments(Contender contender) {
        return contender == Contender.HUBBUB ? hubbubJvm : List.of();
    }

    /**
     * An empty place for what a server keeps: what an earlier run left there is deleted.
     *
     * @param name of the process
     */
    Path freshData(String name) throws IOException {
        Path data = directory.resolve(name + "-data");
        if (Files.exists(data)) {
            try (Stream<Path> left = Files.walk(data)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return data;
    }

    /** Neither side's server is on the other's class path. */
    String classPath(Contender contender) throws IOException {
        return switch (contender) {
            case HUBBUB ->
                    classes + ":" + Files.readString(directory.resolve("hubbub.classpath")).strip();
            case SIMPLE ->
                    fixture()
                            + ":"
                            + tomcat()
                            + ":"
                            + Files.readString(directory.resolve("simple-broker.classpath"))
                                    .strip();
        };
    }

    /**
     * The fixture's class alone, so that nothing else that lies among the test classes configures
     * it.
     */
    private Path fixture() throws IOException {
        String file = SimpleBrokerApplication.class.getName().replace('.', '/') + ".class";
        Path root = directory.resolve("simple-broker");
        Files.createDirectories(root.resolve(file).getParent());
        try (var compiled =
                SimpleBrokerApplication.class.getClassLoader().getResourceAsStream(file)) {
            Files.write(root.resolve(file), compiled.readAllBytes());
        }
        return root;
    }

    private String tomcat() throws IOException {
        try (Stream<Path> jars = Files.list(directory.resolve("tomcat"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(":"));
        }
    }

    private static <E extends Enum<E>> Set<E> chosen(Class<E> type, String property) {
        String names = property(property, "");
        if (names.isEmpty()) {
            return EnumSet.allOf(type);
        }
        return Arrays.stream(names.split(",", -1))
                .map(name -> Enum.valueOf(type, name.strip().toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty(name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }
}
