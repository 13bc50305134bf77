package io.hubbub.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the project promises of its speed, held against the results. A target whose figures were not
 * measured is left out.
 */
final class Targets {

    private static final double MIN_THROUGHPUT_RATIO = 9;
    private static final double MAX_SATURATED_CPU_RATIO = 1.0 / 10;
    private static final double MAX_RATE_CPU_RATIO = 2.0 / 3;
    private static final double MAX_IDLE_BYTES = 12 * 1024;

    /** One target's outcome, as it is printed. */
    record Outcome(String target, String measured, boolean met) {}

    private Targets() {}

    static List<Outcome> outcomes(Map<Contender, Results> results) {
        List<Outcome> outcomes = new ArrayList<>();
        @Nullable Results hubbub = results.get(Contender.HUBBUB);
        if (hubbub == null) {
            return outcomes;
        }
        @Nullable Results simple = results.get(Contender.SIMPLE);
        if (simple != null && compared(hubbub, simple, Scenario.SATURATED)) {
            Measurement ours = Measurement.median(hubbub.rounds(Scenario.SATURATED));
            Measurement theirs = Measurement.median(simple.rounds(Scenario.SATURATED));
            double ratio = ours.deliveriesPerSecond() / theirs.deliveriesPerSecond();
            outcomes.add(
                    new Outcome(
                            "saturated: at least 9x the simple broker's deliveries",
                            text("%.1fx", ratio),
                            ratio >= MIN_THROUGHPUT_RATIO));
            double cpu = ours.serverMicros() / theirs.serverMicros();
            outcomes.add(
                    new Outcome(
                            "saturated: under 1/10 of its CPU per delivery",
                            text("%.3f", cpu),
                            cpu < MAX_SATURATED_CPU_RATIO));
        }
        if (simple != null && compared(hubbub, simple, Scenario.RATE)) {
            double cpu =
                    Measurement.median(hubbub.rounds(Scenario.RATE)).serverMicros()
                            / Measurement.median(simple.rounds(Scenario.RATE)).serverMicros();
            outcomes.add(
                    new Outcome(
                            "1,000 x 50/s: at most 2/3 of its CPU per delivery",
                            text("%.3f", cpu),
                            cpu <= MAX_RATE_CPU_RATIO));
        }
        hubbub.idleBytes()
                .ifPresent(bytes ->
                        outcomes.add(
                                new Outcome(
                                        "at most 12 KB of heap per idle client",
                                        text("%.1f KB", bytes / 1024),
                                        bytes <= MAX_IDLE_BYTES)));
        Faults faults = hubbub.faults();
        outcomes.add(
                new Outcome(
                        "nothing missing, duplicate or reordered",
                        faults.none() ? "nothing" : faults.toString(),
                        faults.none()));
        return outcomes;
    }

    private static boolean compared(Results hubbub, Results simple, Scenario scenario) {
        return !hubbub.rounds(scenario).isEmpty() && !simple.rounds(scenario).isEmpty();
    }

    private static String text(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
