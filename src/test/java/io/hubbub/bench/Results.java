package io.hubbub.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What one contender has shown so far. */
final class Results {

    private final Map<Scenario, List<Measurement>> rounds = new EnumMap<>(Scenario.class);
    private OptionalDouble idleBytes = OptionalDouble.empty();

    void add(Scenario scenario, Measurement measurement) {
        rounds.computeIfAbsent(scenario, _ -> new ArrayList<>()).add(measurement);
    }

    void idleBytes(double bytesPerClient) {
        idleBytes = OptionalDouble.of(bytesPerClient);
    }

    /** The heap of one idle client, where that was measured. */
    OptionalDouble idleBytes() {
        return idleBytes;
    }

    /** All measured rounds of a scenario; empty where it was not run. */
    List<Measurement> rounds(Scenario scenario) {
        return List.copyOf(rounds.getOrDefault(scenario, List.of()));
    }

    Faults faults() {
        return rounds.values().stream()
                .flatMap(List::stream)
                .map(Measurement::faults)
                .reduce(Faults.NONE, Faults::plus);
    }
}
