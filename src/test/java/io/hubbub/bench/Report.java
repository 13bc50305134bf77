package io.hubbub.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results as Markdown, to paste into {@code src/docs/performance.md}, and as JSON, to compare
 * runs. A table is left out if nothing in it was measured.
 */
final class Report {

    /**
     * What others may use of the machine before the figures say more about them than about the
     * servers.
     */
    private static final double QUIET_CORES = 0.1;

    private final Machine machine;
    private final Settings settings;
    private final Map<Contender, Results> results;

    Report(Machine machine, Settings settings, Map<Contender, Results> results) {
        this.machine = machine;
        this.settings = settings;
        this.results = results;
    }

    String text() {
        List<String> parts = new ArrayList<>();
        parts.add(
                machine
                        + "\nHubbub's JVM: "
                        + String.join(" ", settings.hubbubJvm())
                        + "; the simple broker's: defaults. Medians of the rounds, sums of the faults.\n");
        if (results.values().stream().anyMatch(Results::compared)) {
            parts.add(comparison().toString());
        }
        for (Results result : results.values()) {
            if (!result.durable().isEmpty()) {
                parts.add(durable(result.durable()).toString());
            }
            if (Stream.of(Recovery.values()).anyMatch(r -> !result.recoveries(r).isEmpty())) {
                parts.add(recoveries(result).toString());
            }
        }
        Table targets = new Table(List.of("target", "measured", ""));
        for (Targets.Outcome outcome : Targets.outcomes(results)) {
            targets.add(
                    List.of(outcome.target(), outcome.measured(), outcome.met() ? "PASS" : "FAIL"));
        }
        parts.add(targets.toString());
        return String.join("\n", parts) + doubt();
    }

    private Table comparison() {
        Columns columns = new Columns(titles(results.keySet(), c -> c.title), results.values());
        columns.load(Scenario.SATURATED, "saturated", "deliveries", "delivery", "%.1f");
        columns.load(Scenario.RATE, "1,000 x 50/s", "deliveries", "delivery", "%.1f");
        columns.load(Scenario.ONE_TO_ONE, "500 rooms of one", "deliveries", "delivery", "%.1f");
        columns.load(Scenario.PAIRS, "2,000 rooms of two", "deliveries", "delivery", "%.1f");
        columns.row("heap per idle client, KB", Report::kilobytes);
        columns.arrivals();
        columns.faults();
        return columns.table;
    }

    private static Table durable(Map<Durability, Results> durable) {
        Columns columns = new Columns(titles(durable.keySet(), k -> k.title), durable.values());
        columns.load(Scenario.SATURATED, "saturated", "publishes", "publish", "%.2f");
        columns.load(Scenario.RATE, "5,000/s", "publishes", "publish", "%.2f");
        columns.faults();
        return columns.table;
    }

    private static Table recoveries(Results result) {
        Table table =
                new Table(
                        List.of(
                                "recovery",
                                "connected after, ms",
                                "recovered after, ms",
                                "cores busy with others",
                                "missing",
                                "duplicate",
                                "reordered"));
        for (Recovery recovery : Recovery.values()) {
            List<Recovery.Measured> rounds = result.recoveries(recovery);
            if (!rounds.isEmpty()) {
                Faults faults = Recovery.faults(rounds);
                table.add(
                        List.of(
                                recovery.title,
                                figure("%,.0f", rounds, Recovery.Measured::connectMillis),
                                figure("%,.0f", rounds, Recovery.Measured::millis),
                                figure("%.2f", rounds, Recovery.Measured::otherCores),
                                number(faults.missing()),
                                number(faults.duplicate()),
                                number(faults.reordered())));
            }
        }
        return table;
    }

    /** Says so where the machine had other work; empty if it had not. */
    private String doubt() {
        double others =
                results.values().stream().flatMapToDouble(Results::otherCores).max().orElse(0);
        return others <= QUIET_CORES
                ? ""
                : String.format(
                        Locale.ROOT,
                        "\nNot to be quoted: other processes kept up to %.2f cores busy meanwhile.\n",
                        others);
    }

    void writeJson(Path file) {
        Map<String, Object> contenders = new LinkedHashMap<>();
        results.forEach((contender, result) -> contenders.put(name(contender), figures(result)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("hubbubJvm", settings.hubbubJvm());
        all.put("contenders", contenders);
        all.put("targets", Targets.outcomes(results));
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file, all);
    }

    private static Map<String, Object> figures(Results result) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (Scenario scenario :
                List.of(Scenario.SATURATED, Scenario.RATE, Scenario.ONE_TO_ONE, Scenario.PAIRS)) {
            figures.put(name(scenario), result.rounds(scenario));
        }
        result.idleBytes()
                .ifPresent(bytes -> figures.put("idle", Map.of("heapBytesPerClient", bytes)));
        if (!result.arrivals().isEmpty()) {
            figures.put("arrival", result.arrivals());
        }
        if (!result.durable().isEmpty()) {
            Map<String, Object> durable = new LinkedHashMap<>();
            result.durable().forEach((keeping, kept) -> durable.put(name(keeping), figures(kept)));
            figures.put("durable", durable);
        }
        for (Recovery recovery : Recovery.values()) {
            if (!result.recoveries(recovery).isEmpty()) {
                figures.put("recovery_" + name(recovery), result.recoveries(recovery));
            }
        }
        return figures;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static <T> String figure(String format, List<T> rounds, ToDoubleFunction<T> figure) {
        return String.format(Locale.ROOT, format, Measurement.median(rounds, figure));
    }

    private static <K> List<String> titles(Collection<K> keys, Function<K, String> title) {
        return keys.stream().map(title).toList();
    }

    private static String kilobytes(Results results) {
        return results.idleBytes().isPresent()
                ? String.format(Locale.ROOT, "%.1f", results.idleBytes().getAsDouble() / 1024)
                : "-";
    }

    /** A table in the making that has a column for each of several results. */
    private static final class Columns {

        private final Collection<Results> results;
        private final Table table;

        Columns(List<String> titles, Collection<Results> results) {
            this.results = results;
            this.table = new Table(Stream.concat(Stream.of(""), titles.stream()).toList());
        }

        void row(String title, Function<Results, String> cell) {
            table.add(Stream.concat(Stream.of(title), results.stream().map(cell)).toList());
        }

        /** The rows of one load, which counted the things named. */
        void load(Scenario scenario, String title, String things, String thing, String millis) {
            figure(scenario, title + ": " + things + "/s", "%,.0f", Measurement::perSecond);
            String per = " CPU, us per " + thing;
            figure(scenario, title + ": server" + per, "%.2f", Measurement::serverMicros);
            figure(scenario, title + ": client" + per, "%.2f", Measurement::clientMicros);
            figure(scenario, title + ": cores busy with others", "%.2f", Measurement::otherCores);
            figure(scenario, title + ": latency p50, ms", millis, Measurement::p50Millis);
            figure(scenario, title + ": latency p99, ms", millis, Measurement::p99Millis);
        }

        void arrivals() {
            String one = "one more client: server CPU, us, ";
            arrival(one + "the first 4,000", "%,.0f", Arrivals::coldMicros);
            arrival(one + "after 15,000", "%,.0f", Arrivals::warmMicros);
            arrival(one + "after 30,000", "%,.0f", Arrivals::hotMicros);
            arrival("9,000 idle clients: % of a core", "%.1f", a -> a.idleCores() * 100);
            arrival("9,000 idle clients: resident, MB", "%,.0f", Arrivals::idleMegabytes);
            arrival("10,000 back after a restart, s", "%.1f", a -> a.returnMillis() / 1_000);
            arrival("arrivals: cores busy with others", "%.2f", Arrivals::otherCores);
        }

        private void arrival(String title, String format, ToDoubleFunction<Arrivals> figure) {
            row(
                    title,
                    result ->
                            result.arrivals().isEmpty()
                                    ? "-"
                                    : Report.figure(format, result.arrivals(), figure));
        }

        void faults() {
            fault("missing", Faults::missing);
            fault("duplicate", Faults::duplicate);
            fault("reordered", Faults::reordered);
            fault("members that saw another order", Faults::differing);
        }

        private void figure(
                Scenario scenario,
                String title,
                String format,
                ToDoubleFunction<Measurement> figure) {
            row(
                    title,
                    result ->
                            result.rounds(scenario).isEmpty()
                                    ? "-"
                                    : Report.figure(format, result.rounds(scenario), figure));
        }

        private void fault(String title, Function<Faults, Long> fault) {
            row(title, result -> number(fault.apply(result.faults())));
        }
    }
}
