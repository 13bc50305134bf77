package io.hubbub.kill;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections break at any byte, again and again. No message is lost or delivered twice. */
class CuttingIT {

    /** How many connections are cut for each seed. */
    private static final int CUTS = 300;

    static LongStream seeds() {
        return LongStream.of(1, new Random().nextInt(1_000_000));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLostOrDoubledWhenConnectionsBreak(long seed, @TempDir Path directory)
            throws Exception {
        try (Child server = new Child(directory)) {
            server.start();
            try (CuttingProxy proxy = new CuttingProxy(server.port(), new Random(seed));
                    Run run = new Run(proxy.port())) {
                run.await("the server", server::isUp);
                run.subscribe();
                run.publish();
                run.await("the cuts", () -> proxy.cuts() >= CUTS);
                proxy.heal();
                run.check(run.finish(server.port()));
            }
        } catch (AssertionError e) {
            throw new AssertionError("Seed " + seed, e);
        }
    }
}
