package io.hubbub.client;

import io.hubbub.vital.VitalSigns;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** All lanes. A client gets one when it connects, and keeps it. */
public final class Lanes implements AutoCloseable {

    private final List<Lane> lanes;

    /** How many clients got a lane. Any thread that connects a client adds to it. */
    private final AtomicInteger assigned = new AtomicInteger();

    public Lanes(int count, LaneLimits limits, Time time, VitalSigns signs) {
        if (count < 1) {
            throw new IllegalArgumentException("hubbub.lanes: must be 1 or more");
        }
        lanes = IntStream.range(0, count).mapToObj(i -> new Lane(i, limits, time, signs)).toList();
    }

    public void start() {
        lanes.forEach(Lane::start);
    }

    /** The lane for the next client. The lanes take turns. */
    public Lane assign() {
        return lanes.get(Math.floorMod(assigned.getAndIncrement(), lanes.size()));
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
