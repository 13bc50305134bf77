package io.hubbub.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's process is killed again and again. No message is lost or delivered twice. */
class KillIT {

    /** How often each seed kills, between a first time before all and a last one after. */
    private static final int KILLS = 8;

    /** After how many receipts at most, of all publishers together. */
    private static final int RECEIPTS = 600;

    /** The lines that the server writes from its start until it takes connections, nearly. */
    private static final int LINES = 700;

    /** When the server is killed, counted from its start. */
    private sealed interface Moment {

        /** When it has written so many lines, or takes connections already. */
        record Starting(int lines) implements Moment {}

        /** When so many receipts have come. */
        record Running(int receipts) implements Moment {}
    }

    @Test
    void nothingIsLostOrDoubledWhenTheProcessIsKilled(@TempDir Path directory) throws Exception {
        killAgainAndAgain(1, directory);
    }

    @Test
    @Tag("proof")
    void norWhenItIsKilledAtOtherMoments(@TempDir Path directory) throws Exception {
        killAgainAndAgain(new Random().nextInt(1_000_000), directory);
    }

    private static void killAgainAndAgain(long seed, Path directory) throws Exception {
        try (Child server = new Child(directory);
                Run run = new Run(server.port())) {
            server.start();
            run.subscribe();
            // Who had received nothing yet comes back too.
            server.kill();
            server.start();
            run.publish();
            for (Moment moment : moments(new Random(seed))) {
                switch (moment) {
                    case Moment.Starting(int lines) ->
                            run.await(
                                    moment.toString(),
                                    () -> server.isUp() || server.lines().size() >= lines);
                    case Moment.Running(int receipts) -> {
                        run.await("the server", server::isUp);
                        run.awaitReceipts(receipts);
                    }
                }
                server.kill();
                server.start();
            }
            run.await("the server", server::isUp);
            Map<String, RoomLog> logs = run.finish(server.port());
            server.kill();
            server.start();
            run.await("the server", server::isUp);
            assertThat(Run.logs(server.port())).isEqualTo(logs);
            run.check(logs);
        } catch (AssertionError e) {
            throw new AssertionError("Seed " + seed, e);
        }
    }

    /** Some while it starts, some soon after that, when all come back at once. */
    private static List<Moment> moments(Random random) {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            moments.add(
                    switch (i % 4) {
                        case 0 -> new Moment.Starting(random.nextInt(LINES));
                        case 1 -> new Moment.Running(random.nextInt(20));
                        default -> new Moment.Running(random.nextInt(RECEIPTS));
                    });
        }
        Collections.shuffle(moments, random);
        return moments;
    }
}
