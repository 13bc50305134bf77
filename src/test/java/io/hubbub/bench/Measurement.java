package io.hubbub.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One measured window of one scenario, which counts deliveries, or publishes with their receipt.
 *
 * @param perSecond what the scenario counts
 * @param serverMicros the server's CPU time for each of them: its threads' and the kernel's on
 *     their behalf
 * @param clientMicros the load client's, which shares the cores
 * @param otherCores how many cores everything else on the machine, or its host, kept busy
 */
record Measurement(
        double perSecond,
        double serverMicros,
        double clientMicros,
        double otherCores,
        double p50Millis,
        double p99Millis,
        Faults faults) {

    Measurement with(Faults found) {
        return new Measurement(
                perSecond, serverMicros, clientMicros, otherCores, p50Millis, p99Millis, found);
    }

    /** The median of every figure, and the sum of the faults. */
    static Measurement median(List<Measurement> rounds) {
        return new Measurement(
                median(rounds, Measurement::perSecond),
                median(rounds, Measurement::serverMicros),
                median(rounds, Measurement::clientMicros),
                median(rounds, Measurement::otherCores),
                median(rounds, Measurement::p50Millis),
                median(rounds, Measurement::p99Millis),
                rounds.stream().map(Measurement::faults).reduce(Faults.NONE, Faults::plus));
    }

    static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
