package io.hubbub.client;

import io.hubbub.vital.VitalSigns;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** All lanes. A client is given one when it connects and keeps it. */
public final class Lanes implements AutoCloseable {

    private final List<Lane> lanes;
    private final AtomicInteger next = new AtomicInteger();

    public Lanes(int count, LaneLimits limits, Time time, VitalSigns signs) {
        if (count < 1) {
            throw new IllegalArgumentException("hubbub.lanes: must be 1 or more");
        }
        lanes = IntStream.range(0, count).mapToObj(i -> new Lane(i, limits, time, signs)).toList();
    }

    public void start() {
        lanes.forEach(Lane::start);
    }

    /** The lane for the next client: each in turn. */
    public Lane assign() {
        return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
    }

    public int count() {
        return lanes.size();
    }

    public Lane get(int index) {
        return lanes.get(index);
    }

    public List<Lane> all() {
        return lanes;
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
