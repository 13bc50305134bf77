package io.hubbub.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Thousands of clients connect to processes that were just started. */
final class ArrivalLoad {

    /** As many as a room of the idle scenario has. */
    private static final int ROOM = 500;

    /** For what the server does after the last client came or went. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Contender contender;
    private double otherCores;

    private ArrivalLoad(Contender contender) {
        this.contender = contender;
    }

    static Arrivals run(Contender contender, Settings settings) throws IOException {
        return new ArrivalLoad(contender).run(settings);
    }

    private Arrivals run(Settings settings) throws IOException {
        double cold;
        double warm;
        double hot;
        double idle;
        double megabytes;
        try (Server server = Server.startFresh(contender, settings)) {
            server.awaitStart();
            cold = wave(server, Arrivals.WAVE);
            int come = Arrivals.WAVE;
            come += waves(server, Arrivals.WARM - come);
            warm = wave(server, Arrivals.WAVE);
            come += Arrivals.WAVE;
            waves(server, Arrivals.HOT - come);
            hot = wave(server, Arrivals.WAVE);
            try (LoadClient clients = new LoadClient(server.port())) {
                clients.join(topics(Arrivals.IDLE));
                turnFor(SETTLING, clients);
                Meter meter = new Meter(server);
                turnFor(IDLE, clients);
                meter.stop();
                note(meter);
                idle = meter.serverCores();
                megabytes = residentMegabytes(server.pid());
            }
        }
        return new Arrivals(cold, warm, hot, idle, megabytes, comeBack(settings), otherCores);
    }

    private double comeBack(Settings settings) throws IOException {
        try (Server server = Server.startFresh(contender, settings)) {
            server.awaitStart();
            try (LoadClient clients = new LoadClient(server.port())) {
                Meter meter = new Meter(server);
                clients.join(topics(Arrivals.RETURNING));
                meter.stop();
                note(meter);
                return meter.wallMillis();
            }
        }
    }

    private int waves(Server server, int clients) throws IOException {
        for (int left = clients; left > 0; left -= Arrivals.WAVE) {
            wave(server, Math.min(left, Arrivals.WAVE));
        }
        return clients;
    }

    /** The server's CPU for each client of a wave, whose going is not counted. */
    private double wave(Server server, int count) throws IOException {
        try (LoadClient clients = new LoadClient(server.port())) {
            turnFor(SETTLING, clients);
            Meter meter = new Meter(server);
            clients.join(topics(count));
            meter.stop();
            note(meter);
            return meter.serverMicros(count);
        }
    }

    private void note(Meter meter) {
        otherCores = Math.max(otherCores, meter.otherCores());
    }

    private List<String> topics(int clients) {
        return IntStream.range(0, clients)
                .mapToObj(i -> contender.topic("arrival" + i / ROOM))
                .toList();
    }

    private static void turnFor(Duration time, LoadClient clients) throws IOException {
        Deadline end = Deadline.in(time);
        while (!end.passed()) {
            clients.turn();
        }
    }

    private static double residentMegabytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            String kilobytes =
                    lines.filter(line -> line.startsWith("VmRSS:"))
                            .findFirst()
                            .orElseThrow()
                            .replaceAll("[^0-9]", "");
            return Long.parseLong(kilobytes) / 1024.0;
        }
    }
}
