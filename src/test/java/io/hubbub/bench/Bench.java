package io.hubbub.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the contenders side by side and in turns, never both under load, and says whether the
 * targets are met. Exits with 1 if a target is missed, and with 2 if the bench itself failed.
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
                case ONE_TO_ONE, PAIRS -> load(scenario);
                case IDLE -> idle();
                case DURABLE -> durable();
                case RECOVERY -> recovery();
                case ARRIVAL -> arrival();
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
                    server.contender().title,
                    run(server, scenario, Scenario.WARM_UP, scenario.leadIn));
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Server server : servers) {
                Measurement measurement = run(server, scenario, scenario.leadIn, scenario.measured);
                print(lower(scenario) + " " + round, server.contender().title, measurement);
                result(server).add(scenario, measurement);
            }
        }
    }

    private static Measurement run(
            Server server, Scenario scenario, Duration leadIn, Duration measured)
            throws IOException {
        return switch (scenario) {
            case ONE_TO_ONE, PAIRS -> SmallRoomsLoad.run(server, scenario, leadIn, measured);
            default -> RoomLoad.run(server, scenario, leadIn, measured);
        };
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

    /** What Hubbub shows alone: the simple broker keeps nothing, and has no such receipts. */
    private Stream<Server> hubbub() {
        return servers.stream().filter(server -> server.contender() == Contender.HUBBUB);
    }

    private void durable() throws IOException {
        List<Scenario> tempos = List.of(Scenario.SATURATED, Scenario.RATE);
        for (Server server : hubbub().toList()) {
            for (Durability keeping : Durability.values()) {
                print(
                        "warm-up",
                        keeping.title,
                        DurableLoad.run(
                                server,
                                keeping,
                                Scenario.SATURATED,
                                Scenario.WARM_UP,
                                Scenario.DURABLE.leadIn));
            }
            for (int round = 1; round <= settings.rounds(); round++) {
                for (Scenario tempo : tempos) {
                    for (Durability keeping : Durability.values()) {
                        Measurement measurement =
                                DurableLoad.run(
                                        server,
                                        keeping,
                                        tempo,
                                        Scenario.DURABLE.leadIn,
                                        Scenario.DURABLE.measured);
                        print(lower(tempo) + " " + round, keeping.title, measurement);
                        result(server).add(keeping, tempo, measurement);
                    }
                }
            }
        }
    }

    private void recovery() throws IOException {
        for (Server server : hubbub().toList()) {
            for (Recovery recovery : Recovery.values()) {
                RecoveryLoad load = RecoveryLoad.prepare(server, recovery);
                for (int i = 0; i < RecoveryLoad.WARM_UPS; i++) {
                    print("warm-up", recovery, load.run());
                }
                for (int round = 1; round <= settings.rounds(); round++) {
                    Recovery.Measured measured = load.run();
                    print("recovery " + round, recovery, measured);
                    result(server).add(recovery, measured);
                }
            }
        }
    }

    private void arrival() throws IOException {
        if (settings.port() != 0) {
            throw new IllegalArgumentException("arrival wants processes of its own");
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Server server : servers) {
                Arrivals arrivals = ArrivalLoad.run(server.contender(), settings);
                print("arrival " + round, server.contender().title, arrivals);
                result(server).add(arrivals);
            }
        }
    }

    private Results result(Server server) {
        return results.get(server.contender());
    }

    private static void print(String what, String title, Measurement measurement) {
        System.out.printf(
                Locale.ROOT,
                "%-12s %-14s %,12.0f/s  server %6.2f us  client %5.3f us  others %.2f cores  p50 %7.1f ms  p99 %7.1f ms  %s%n",
                what,
                title,
                measurement.perSecond(),
                measurement.serverMicros(),
                measurement.clientMicros(),
                measurement.otherCores(),
                measurement.p50Millis(),
                measurement.p99Millis(),
                measurement.faults().none() ? "" : measurement.faults());
    }

    private static void print(String what, Recovery recovery, Recovery.Measured measured) {
        System.out.printf(
                Locale.ROOT,
                "%-12s %s: connected %,.0f ms  recovered %,.0f ms  others %.2f cores  %s%n",
                what,
                recovery.title,
                measured.connectMillis(),
                measured.millis(),
                measured.otherCores(),
                measured.faults().none() ? "" : measured.faults());
    }

    private static void print(String what, String title, Arrivals arrivals) {
        System.out.printf(
                Locale.ROOT,
                "%-12s %-14s one more: cold %,.0f us  warm %,.0f us  hot %,.0f us  idle %.1f %% of a core, %,.0f MB  back after %,.0f ms  others %.2f cores%n",
                what,
                title,
                arrivals.coldMicros(),
                arrivals.warmMicros(),
                arrivals.hotMicros(),
                arrivals.idleCores() * 100,
                arrivals.idleMegabytes(),
                arrivals.returnMillis(),
                arrivals.otherCores());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void printTail(Server server) {
        System.out.println(
                "--- "
                        + server.contender().title
                        + (server.alive() ? " still runs" : " has ended"));
        server.tail().forEach(System.out::println);
    }
}
