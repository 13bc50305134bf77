package io.hubbub.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** What one contender has shown so far. */
final class Results {

    private final Map<Scenario, List<Measurement>> rounds = new EnumMap<>(Scenario.class);
    private final Map<Durability, Results> durable = new EnumMap<>(Durability.class);
    private final Map<Recovery, List<Recovery.Measured>> recoveries = new EnumMap<>(Recovery.class);
    private final List<Arrivals> arrivals = new ArrayList<>();
    private OptionalDouble idleBytes = OptionalDouble.empty();

    void add(Scenario scenario, Measurement measurement) {
        rounds.computeIfAbsent(scenario, _ -> new ArrayList<>()).add(measurement);
    }

    /** Adds a window of {@link Scenario#DURABLE}, which runs at the tempo of another scenario. */
    void add(Durability keeping, Scenario tempo, Measurement measurement) {
        durable.computeIfAbsent(keeping, _ -> new Results()).add(tempo, measurement);
    }

    void add(Recovery recovery, Recovery.Measured measured) {
        recoveries.computeIfAbsent(recovery, _ -> new ArrayList<>()).add(measured);
    }

    void add(Arrivals arrived) {
        arrivals.add(arrived);
    }

    void idleBytes(double bytesPerClient) {
        idleBytes = OptionalDouble.of(bytesPerClient);
    }

    /** The heap of one idle client, where that was measured. */
    OptionalDouble idleBytes() {
        return idleBytes;
    }

    /** All measured rounds of a scenario; empty if it was not run. */
    List<Measurement> rounds(Scenario scenario) {
        return List.copyOf(rounds.getOrDefault(scenario, List.of()));
    }

    /** What {@link Scenario#DURABLE} has shown, by what was kept; empty if it was not run. */
    Map<Durability, Results> durable() {
        return durable;
    }

    /** All measured rounds of a recovery; empty if it was not run. */
    List<Recovery.Measured> recoveries(Recovery recovery) {
        return List.copyOf(recoveries.getOrDefault(recovery, List.of()));
    }

    /** All measured rounds of arrivals; empty if they were not run. */
    List<Arrivals> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Whether there are figures of the scenarios that compare contenders. */
    boolean compared() {
        return !rounds.isEmpty() || !arrivals.isEmpty() || idleBytes.isPresent();
    }

    /** What went wrong in its own rounds, without those of {@link #durable} and recoveries. */
    Faults faults() {
        return rounds.values().stream()
                .flatMap(List::stream)
                .map(Measurement::faults)
                .reduce(Faults.NONE, Faults::plus);
    }

    /** How many cores others kept busy, in every window of all. */
    DoubleStream otherCores() {
        return DoubleStream.concat(
                arrivals.stream().mapToDouble(Arrivals::otherCores), otherCoresOfRounds());
    }

    private DoubleStream otherCoresOfRounds() {
        return DoubleStream.concat(
                DoubleStream.concat(
                        rounds.values().stream()
                                .flatMap(List::stream)
                                .mapToDouble(Measurement::otherCores),
                        recoveries.values().stream()
                                .flatMap(List::stream)
                                .mapToDouble(Recovery.Measured::otherCores)),
                durable.values().stream().flatMapToDouble(Results::otherCores));
    }
}
