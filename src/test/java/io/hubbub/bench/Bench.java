package io.hubbub.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the contenders side by side and in turns, never both under load, and says whether the
 * targets are met. Exits with 1 where one is missed, with 2 where the bench itself failed.
 */
final class Bench {

    private final Settings settings;
    private final List<Server> servers;
    private final Map<Contender, Results> results = new EnumMap<>(Contender.class);

    private Bench(Settings settings, List<Server> servers) {
        this.settings = settings;
        this.servers = servers;
        servers.forEach(server -> results.put(server.contender(), new Results()));
    }

    public static void main(String[] args) throws IOException {
        Settings settings = Settings.fromSystemProperties();
        Files.createDirectories(settings.directory());
        List<Server> servers = new ArrayList<>();
        int status;
        try {
            for (Contender contender : settings.only()) {
                Server server =
                        settings.port() == 0
                                ? Server.start(contender, settings)
                                : Server.attach(contender, settings.port(), settings.pid());
                servers.add(server);
                server.awaitStart();
            }
            status = new Bench(settings, servers).run() ? 0 : 1;
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            servers.forEach(Bench::printTail);
            status = 2;
        } finally {
            servers.forEach(Server::close);
        }
        System.exit(status);
    }

    private boolean run() throws IOException {
        Machine machine = Machine.here();
        System.out.println(machine);
        for (Scenario scenario : settings.scenarios()) {
            switch (scenario) {
                case SATURATED, RATE -> load(scenario);
                case IDLE -> idle();
            }
        }
        Report report = new Report(machine, settings, results);
        report.writeJson(settings.directory().resolve("bench.json"));
        System.out.println("\n" + report.text());
        return Targets.outcomes(results).stream().allMatch(Targets.Outcome::met);
    }

    private void load(Scenario scenario) throws IOException {
        for (Server server : servers) {
            print(
                    "warm-up",
                    server,
                    RoomLoad.run(server, scenario, Scenario.WARM_UP, scenario.leadIn));
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Server server : servers) {
                Measurement measurement =
                        RoomLoad.run(server, scenario, scenario.leadIn, scenario.measured);
                print(scenario.name().toLowerCase(Locale.ROOT) + " " + round, server, measurement);
                result(server).add(scenario, measurement);
            }
        }
    }

    private void idle() throws IOException {
        for (Server server : servers) {
            double bytes = IdleLoad.run(server);
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %-14s %,.0f bytes of heap per client%n",
                    "idle",
                    server.contender().title,
                    bytes);
            result(server).idleBytes(bytes);
        }
    }

    private Results result(Server server) {
        return results.get(server.contender());
    }

    private static void print(String what, Server server, Measurement measurement) {
        System.out.printf(
                Locale.ROOT,
                "%-12s %-14s %,12.0f/s  server %6.2f us  client %5.3f us  others %.2f cores  p50 %7.1f ms  p99 %7.1f ms  %s%n",
                what,
                server.contender().title,
                measurement.deliveriesPerSecond(),
                measurement.serverMicros(),
                measurement.clientMicros(),
                measurement.otherCores(),
                measurement.p50Millis(),
                measurement.p99Millis(),
                measurement.faults().none() ? "" : measurement.faults());
    }

    private static void printTail(Server server) {
        System.out.println(
                "--- "
                        + server.contender().title
                        + (server.alive() ? " still runs" : " has ended"));
        server.tail().forEach(System.out::println);
    }
}
