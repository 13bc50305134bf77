package io.hubbub.browser;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The machine's own Node.js, found on the PATH, with the libraries that come as WebJars. */
public final class Node {

    private static final Path LIBRARIES = Path.of("target", "node");

    private static final PathMatchingResourcePatternResolver RESOURCES =
            new PathMatchingResourcePatternResolver();

    private final String program;

    private Node(String program) {
        this.program = program;
    }

    /** How a program ended. */
    public record Result(int status, String output) {}

    /**
     * Skips the tests of a machine that has no Node.js, and says so; fails them where {@code
     * HUBBUB_NODE=required}, so that a build that is meant to run them can't pass without.
     */
    public static Node needed() {
        Optional<Node> node = find();
        if (node.isEmpty()) {
            String missing = "no node on the PATH";
            if ("required".equals(System.getenv("HUBBUB_NODE"))) {
                fail("HUBBUB_NODE=required, and " + missing);
            }
            System.out.println("Tests under Node.js are skipped: " + missing);
            abort("Tests under Node.js are skipped: " + missing);
        }
        return node.orElseThrow();
    }

    private static Optional<Node> find() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory ->
                        Stream.of("node", "nodejs").map(name -> new File(directory, name)))
                .filter(File::canExecute)
                .findFirst()
                .map(file -> new Node(file.getPath()));
    }

    /** Runs it and waits; one that takes longer is ended, and its output so far is in the error. */
    public Result run(Duration limit, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment()
                .put("HUBBUB_STOMPJS", webJar("stomp__stompjs", "bundles/stomp.umd.js"));
        builder.environment().put("HUBBUB_WS", webJar("ws", "index.js"));
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> output =
                CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = output.join();
        if (!ended) {
            fail(command + " took longer than " + limit + ":\n" + said);
        }
        return new Result(process.exitValue(), said);
    }

    /** Puts a WebJar's scripts where Node.js finds them, and says where one of them is. */
    private static String webJar(String name, String script) throws IOException {
        String root = "META-INF/resources/webjars/" + name + "/";
        for (Resource found : RESOURCES.getResources("classpath*:" + root + "*/**/*.js")) {
            String url = found.getURL().toString();
            String versioned = url.substring(url.indexOf(root) + root.length());
            Path target = LIBRARIES.resolve(name, versioned.substring(versioned.indexOf('/') + 1));
            Files.createDirectories(target.getParent());
            try (InputStream in = found.getInputStream()) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return LIBRARIES.resolve(name, script).toAbsolutePath().toString();
    }

    private static String read(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "its output could not be read: " + e;
        }
    }
}
