package io.hubbub.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the project promises about its speed with the results. A target whose figures were
 * not measured is left out.
 */
final class Targets {

    private static final double MIN_THROUGHPUT_RATIO = 9;
    private static final double MAX_SATURATED_CPU_RATIO = 1.0 / 10;
    private static final double MAX_RATE_CPU_RATIO = 2.0 / 3;
    private static final double MAX_ONE_TO_ONE_MICROS = 8;
    private static final double MAX_PAIRS_MICROS = 26.5;
    private static final double MAX_IDLE_BYTES = 4.8 * 1024;

    private static final double MAX_COLD_MICROS = 1_200;
    private static final double MAX_WARM_MICROS = 350;
    private static final double MAX_IDLE_CORES = 0.01;

    private static final double MIN_DURABLE_PER_SECOND = 30_000;
    private static final double MIN_DURABLE_RATIO = 0.9;
    private static final double MAX_DURABLE_ADDED_MILLIS = 2;
    private static final double MAX_CROWD_MILLIS = 2_000;

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
            double ratio = ours.perSecond() / theirs.perSecond();
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
        each(hubbub, Scenario.ONE_TO_ONE, "500 rooms of one", MAX_ONE_TO_ONE_MICROS, outcomes);
        each(hubbub, Scenario.PAIRS, "2,000 rooms of two", MAX_PAIRS_MICROS, outcomes);
        hubbub.idleBytes()
                .ifPresent(bytes ->
                        outcomes.add(
                                new Outcome(
                                        "at most 4.8 KB of heap per idle client",
                                        text("%.1f KB", bytes / 1024),
                                        bytes <= MAX_IDLE_BYTES)));
        if (hubbub.compared()) {
            outcomes.add(nothing("nothing missing, duplicate or reordered", hubbub.faults()));
        }
        arrivals(hubbub.arrivals(), outcomes);
        durable(hubbub.durable(), outcomes);
        recovery(hubbub, outcomes);
        return outcomes;
    }

    private static void each(
            Results hubbub, Scenario scenario, String title, double most, List<Outcome> outcomes) {
        List<Measurement> rounds = hubbub.rounds(scenario);
        if (!rounds.isEmpty()) {
            double micros = Measurement.median(rounds).serverMicros();
            outcomes.add(
                    new Outcome(
                            text(title + ": at most %.1f us of CPU per delivery", most),
                            text("%.1f us", micros),
                            micros <= most));
        }
    }

    private static void arrivals(List<Arrivals> rounds, List<Outcome> outcomes) {
        if (rounds.isEmpty()) {
            return;
        }
        micros("the first 4,000", Arrivals::coldMicros, MAX_COLD_MICROS, rounds, outcomes);
        micros("after 15,000", Arrivals::warmMicros, MAX_WARM_MICROS, rounds, outcomes);
        micros("after 30,000", Arrivals::hotMicros, MAX_WARM_MICROS, rounds, outcomes);
        double cores = Measurement.median(rounds, Arrivals::idleCores);
        outcomes.add(
                new Outcome(
                        "9,000 idle clients: at most 1 % of a core",
                        text("%.1f %%", cores * 100), cores <= MAX_IDLE_CORES));
    }

    private static void micros(
            String when,
            ToDoubleFunction<Arrivals> figure,
            double most,
            List<Arrivals> rounds,
            List<Outcome> outcomes) {
        double micros = Measurement.median(rounds, figure);
        outcomes.add(
                new Outcome(
                        text("one more client, " + when + ": at most %,.0f us of CPU", most),
                        text("%,.0f us", micros),
                        micros <= most));
    }

    private static void durable(Map<Durability, Results> durable, List<Outcome> outcomes) {
        @Nullable Results kept = durable.get(Durability.KEPT);
        @Nullable Results plain = durable.get(Durability.PLAIN);
        if (kept == null || plain == null) {
            return;
        }
        double ours = perSecond(kept);
        double ratio = ours / perSecond(plain);
        outcomes.add(
                new Outcome(
                        "kept: at least 30,000 publishes/s, or 90 % of those not kept",
                        text("%,.0f", ours) + text(", %.0f %%", ratio * 100),
                        ours >= MIN_DURABLE_PER_SECOND || ratio >= MIN_DURABLE_RATIO));
        double added = p50Millis(kept) - p50Millis(plain);
        outcomes.add(
                new Outcome(
                        "kept: adds under 2 ms to the p50 of a RECEIPT",
                        text("%.2f ms", added),
                        added < MAX_DURABLE_ADDED_MILLIS));
        Faults faults =
                durable.values().stream().map(Results::faults).reduce(Faults.NONE, Faults::plus);
        outcomes.add(nothing("every RECEIPT and every message once and in order", faults));
    }

    private static void recovery(Results hubbub, List<Outcome> outcomes) {
        List<Recovery.Measured> crowd = hubbub.recoveries(Recovery.CROWD);
        if (!crowd.isEmpty()) {
            double millis = Measurement.median(crowd, Recovery.Measured::millis);
            outcomes.add(
                    new Outcome(
                            "1,000 clients recover 100 messages each in under 2 s",
                            text("%.2f s", millis / 1_000),
                            millis < MAX_CROWD_MILLIS));
        }
        List<Recovery.Measured> all = new ArrayList<>(crowd);
        all.addAll(hubbub.recoveries(Recovery.ONE));
        if (!all.isEmpty()) {
            outcomes.add(nothing("recovered: nothing missing or doubled", Recovery.faults(all)));
        }
    }

    private static Outcome nothing(String target, Faults faults) {
        return new Outcome(target, faults.none() ? "nothing" : faults.toString(), faults.none());
    }

    private static double perSecond(Results results) {
        return Measurement.median(results.rounds(Scenario.SATURATED)).perSecond();
    }

    private static double p50Millis(Results results) {
        return Measurement.median(results.rounds(Scenario.RATE)).p50Millis();
    }

    private static boolean compared(Results hubbub, Results simple, Scenario scenario) {
        return !hubbub.rounds(scenario).isEmpty() && !simple.rounds(scenario).isEmpty();
    }

    private static String text(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
