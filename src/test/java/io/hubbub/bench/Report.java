package io.hubbub.bench;

import java.nio.file.Path;
import java.util.ArrayList;
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
 * runs.
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
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", (contender, _) -> contender.title));
        addLoad(rows, Scenario.SATURATED, "saturated");
        addLoad(rows, Scenario.RATE, "1,000 x 50/s");
        rows.add(row("heap per idle client, KB", (_, result) -> kilobytes(result)));
        addFault(rows, "missing", Faults::missing);
        addFault(rows, "duplicate", Faults::duplicate);
        addFault(rows, "reordered", Faults::reordered);
        addFault(rows, "members that saw another order", Faults::differing);

        List<List<String>> targets = new ArrayList<>();
        targets.add(List.of("target", "measured", ""));
        for (Targets.Outcome outcome : Targets.outcomes(results)) {
            targets.add(
                    List.of(outcome.target(), outcome.measured(), outcome.met() ? "PASS" : "FAIL"));
        }
        return machine
                + "\nHubbub's JVM: "
                + String.join(" ", settings.hubbubJvm())
                + "; the simple broker's: defaults. Medians of the rounds, sums of the faults.\n\n"
                + table(rows)
                + "\n"
                + table(targets)
                + doubt();
    }

    /** Says so where the machine had other work; empty where it had not. */
    private String doubt() {
        double others =
                results.values().stream()
                        .flatMap(result ->
                                Stream.of(Scenario.values())
                                        .flatMap(scenario -> result.rounds(scenario).stream()))
                        .mapToDouble(Measurement::otherCores)
                        .max()
                        .orElse(0);
        return others <= QUIET_CORES
                ? ""
                : String.format(
                        Locale.ROOT,
                        "\nNot to be quoted: other processes kept up to %.2f cores busy meanwhile.\n",
                        others);
    }

    void writeJson(Path file) {
        Map<String, Object> contenders = new LinkedHashMap<>();
        results.forEach((contender, result) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            for (Scenario scenario : Scenario.values()) {
                figures.put(scenario.name().toLowerCase(Locale.ROOT), result.rounds(scenario));
            }
            result.idleBytes()
                    .ifPresent(bytes -> figures.put("idle", Map.of("heapBytesPerClient", bytes)));
            contenders.put(contender.name().toLowerCase(Locale.ROOT), figures);
        });
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("hubbubJvm", settings.hubbubJvm());
        all.put("contenders", contenders);
        all.put("targets", Targets.outcomes(results));
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file, all);
    }

    private interface Cell {
        String of(Contender contender, Results results);
    }

    private List<String> row(String title, Cell cell) {
        List<String> row = new ArrayList<>();
        row.add(title);
        results.forEach((contender, result) -> row.add(cell.of(contender, result)));
        return row;
    }

    private void addLoad(List<List<String>> rows, Scenario scenario, String title) {
        addFigure(
                rows,
                scenario,
                title + ": deliveries/s",
                "%,.0f",
                Measurement::deliveriesPerSecond);
        addFigure(
                rows,
                scenario,
                title + ": server CPU, us per delivery",
                "%.2f",
                Measurement::serverMicros);
        addFigure(
                rows,
                scenario,
                title + ": client CPU, us per delivery",
                "%.2f",
                Measurement::clientMicros);
        addFigure(
                rows,
                scenario,
                title + ": cores busy with others",
                "%.2f",
                Measurement::otherCores);
        addFigure(rows, scenario, title + ": latency p50, ms", "%.1f", Measurement::p50Millis);
        addFigure(rows, scenario, title + ": latency p99, ms", "%.1f", Measurement::p99Millis);
    }

    private void addFigure(
            List<List<String>> rows,
            Scenario scenario,
            String title,
            String format,
            ToDoubleFunction<Measurement> figure) {
        rows.add(
                row(
                        title,
                        (_, result) ->
                                result.rounds(scenario).isEmpty()
                                        ? "-"
                                        : String.format(
                                                Locale.ROOT,
                                                format,
                                                figure.applyAsDouble(
                                                        Measurement.median(
                                                                result.rounds(scenario))))));
    }

    private void addFault(List<List<String>> rows, String title, Function<Faults, Long> fault) {
        rows.add(
                row(
                        title,
                        (_, result) ->
                                String.format(Locale.ROOT, "%,d", fault.apply(result.faults()))));
    }

    private static String kilobytes(Results results) {
        return results.idleBytes().isPresent()
                ? String.format(Locale.ROOT, "%.1f", results.idleBytes().getAsDouble() / 1024)
                : "-";
    }

    /** A Markdown table that is also aligned for a terminal; the first row is the head. */
    private static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                String space = " ".repeat(widths[i] - cell.length());
                text.append("| ").append(i == 0 ? cell + space : space + cell).append(' ');
            }
            text.append("|\n");
            if (row.equals(rows.getFirst())) {
                for (int i = 0; i < columns; i++) {
                    text.append("| ")
                            .append("-".repeat(Math.max(1, widths[i] - 1)))
                            .append(i == 0 ? "- " : ": ");
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }
}
