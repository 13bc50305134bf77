package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.From;
import io.hubbub.engine.Logged;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Span;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Damages stores that processes left, in a way that a seed picks, and starts them. Each start
 * either refuses with a reason, or finds everything that was promised, or begins new epochs and
 * reports why.
 */
public final class DamagedStores {

    /** A kind of file of a store. */
    public enum Kind {
        LOG(".*\\.log"),
        MANIFEST("MANIFEST-.*"),
        CURRENT("CURRENT"),
        TABLE(".*\\.sst"),
        OPTIONS("OPTIONS-.*"),
        ONE_MARK("told-[12]"),
        BOTH_MARKS("told-[12]");

        private final String names;

        Kind(String names) {
            this.names = names;
        }
    }

    /** How a start may end. */
    public enum Outcome {
        REFUSED,
        WHOLE,
        RENEWED
    }

    private static final int ROOMS = 3;
    private static final Retention RETENTION = new Retention(0, Duration.ZERO, true);

    private final Path directory;
    private final AtomicInteger epochs = new AtomicInteger();
    private final List<Told> left = new ArrayList<>();

    /** What a process left on the disk, and what it had told its publishers. */
    private record Told(Path data, Map<RoomName, List<String>> bodies, Map<RoomName, Span> spans) {}

    /**
     * @param directory an empty directory for all files
     */
    public DamagedStores(Path directory) throws IOException {
        this.directory = directory;
        leave();
    }

    /** Stores with tables and two logs: one of a process that was killed, one of one that ended. */
    private void leave() throws IOException {
        Path data = Files.createDirectories(directory.resolve("whole"));
        Map<RoomName, List<String>> bodies = new HashMap<>();
        Random random = new Random(7);
        try (EmbeddedRoomLogs logs = open(data)) {
            fill(logs, bodies, random, 60);
            logs.flush();
        }
        EmbeddedRoomLogs logs = open(data);
        fill(logs, bodies, random, 60);
        left.add(copied(data, "killed", bodies, logs));
        // One family's flush begins a new log, while the other families need the old one.
        logs.flushMessages();
        fill(logs, bodies, random, 60);
        left.add(copied(data, "killed-later", bodies, logs));
        logs.close();
        left.add(copied(data, "ended", bodies, logs));
    }

    private Told copied(
            Path data, String name, Map<RoomName, List<String>> bodies, EmbeddedRoomLogs logs)
            throws IOException {
        Path copy = directory.resolve(name);
        copy(data.resolve("rooms"), copy.resolve("rooms"));
        Map<RoomName, List<String>> told = new HashMap<>();
        Map<RoomName, Span> spans = new HashMap<>();
        bodies.forEach((room, all) -> {
            told.put(room, List.copyOf(all));
            spans.put(room, logs.span(room));
        });
        return new Told(copy, told, spans);
    }

    private static void fill(
            EmbeddedRoomLogs logs, Map<RoomName, List<String>> bodies, Random random, int count) {
        for (int i = 0; i < count; i++) {
            RoomName room = new RoomName("chat", "room" + random.nextInt(ROOMS));
            // Some messages are longer than a block.
            int length = random.nextInt(20) == 0 ? 40_000 : random.nextInt(300);
            List<String> all = bodies.computeIfAbsent(room, _ -> new ArrayList<>());
            byte[] noise = new byte[length / 2];
            random.nextBytes(noise);
            String body = all.size() + Arrays.toString(noise).substring(0, Math.max(2, length / 2));
            append(logs, room, body);
            all.add(body);
        }
    }

    private static Position append(EmbeddedRoomLogs logs, RoomName room, String body) {
        CompletableFuture<Appended> told = new CompletableFuture<>();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Message message = new Message("message", null, Map.of(), bytes, "alice", null, 1);
        logs.append(
                new Append(Routing.to(List.of(room)), message, false, null, null, null),
                told::complete);
        Appended outcome = told.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(outcome).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) outcome).positions().getFirst();
    }

    private EmbeddedRoomLogs open(Path data) {
        return new EmbeddedRoomLogs(
                new StoreSettings(data),
                _ -> RETENTION,
                () -> 1_000_000,
                this::newEpoch,
                work -> work);
    }

    private String newEpoch() {
        return "e" + epochs.incrementAndGet();
    }

    /** Damages a copy of one of the stores, and starts it. */
    public Outcome start(Kind kind, long seed) throws IOException {
        Random random = new Random(seed * 31 + kind.name().hashCode());
        Told told = left.get(random.nextInt(left.size()));
        Path data = directory.resolve("damaged");
        copy(told.data.resolve("rooms"), data.resolve("rooms"));
        String what = kind + " with seed " + seed + ": " + damage(data, kind, random);
        try {
            return CompletableFuture.supplyAsync(
                            () -> check(data, told, what),
                            task -> Thread.ofPlatform().daemon().start(task))
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        } finally {
            delete(data);
        }
    }

    private Outcome check(Path data, Told told, String what) {
        EmbeddedRoomLogs logs;
        try {
            logs = open(data);
        } catch (UnusableStoreException e) {
            assertThat(e).as(what).hasMessageContaining(data.resolve("rooms").toString());
            return Outcome.REFUSED;
        }
        try (logs) {
            boolean renewed = logs.lost() != null;
            told.bodies.forEach((room, bodies) -> checkRoom(logs, told, room, bodies, renewed));
            return renewed ? Outcome.RENEWED : Outcome.WHOLE;
        }
    }

    private static void checkRoom(
            EmbeddedRoomLogs logs, Told told, RoomName room, List<String> bodies, boolean renewed) {
        Span before = told.spans.get(room);
        Span now = logs.span(room);
        List<String> found =
                logs
                        .read(room, new From.After(0), Integer.MAX_VALUE, Integer.MAX_VALUE)
                        .messages()
                        .stream()
                        .map(DamagedStores::body)
                        .toList();
        if (renewed) {
            assertThat(now.epoch()).isNotEqualTo(before.epoch());
            assertThat(bodies).containsSubsequence(found);
        } else {
            assertThat(now).isEqualTo(before);
            assertThat(found).isEqualTo(bodies);
        }
        Position next = append(logs, room, "next");
        assertThat(next).isEqualTo(new Position(now.epoch(), now.newest() + 1));
    }

    private static String body(Logged logged) {
        return new String(logged.message().body(), StandardCharsets.UTF_8);
    }

    private static String damage(Path data, Kind kind, Random random) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(data.resolve("rooms"))) {
            all.filter(file -> file.getFileName().toString().matches(kind.names))
                    .sorted()
                    .forEach(files::add);
        }
        if (kind == Kind.BOTH_MARKS) {
            return damage(files.getFirst(), random) + ", " + damage(files.getLast(), random);
        }
        return damage(files.get(random.nextInt(files.size())), random);
    }

    private static String damage(Path file, Random random) throws IOException {
        String name = file.getParent().getParent().getFileName() + "/" + file.getFileName();
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0 || random.nextInt(12) == 0) {
            Files.delete(file);
            return name + " deleted";
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bytes);
                return name + " has a bit flipped in byte " + at + " of " + bytes.length;
            }
            case 1 -> {
                bytes[at] = (byte) random.nextInt(8);
                Files.write(file, bytes);
                return name + " has a small number in byte " + at + " of " + bytes.length;
            }
            case 2 -> {
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 512), (byte) 0);
                Files.write(file, bytes);
                return name + " has zeros from byte " + at + " of " + bytes.length;
            }
            default -> {
                Files.write(file, Arrays.copyOf(bytes, at));
                return name + " is cut to " + at + " of " + bytes.length;
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
