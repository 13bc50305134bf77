package io.hubbub.engine;

import io.hubbub.message.RoomName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The simplest logs that keep the contract: a list per room. For one thread. */
final class ModelLogs {

    private record Entry(long offset, long millis, String body) {}

    private record Id(long offset, long millis) {}

    private final Function<String, Retention> retentions;
    private final LongSupplier now;
    private final Duration window;
    private final Map<RoomName, List<Entry>> entries = new HashMap<>();
    private final Map<RoomName, Long> newest = new HashMap<>();
    private final Map<List<String>, Id> ids = new HashMap<>();

    ModelLogs(Function<String, Retention> retentions, LongSupplier now, Duration window) {
        this.retentions = retentions;
        this.now = now;
        this.window = window;
    }

    /** Returns the offsets; for a duplicate, the negated offset of the first message. */
    List<Long> append(Append append) {
        long millis = now.getAsLong();
        List<String> key =
                List.of(append.namespace(), "" + append.message().from(), "" + append.id());
        Id earlier = append.id() == null ? null : ids.get(key);
        if (earlier != null && millis - earlier.millis < window.toMillis()) {
            return List.of(-earlier.offset);
        }
        List<Long> offsets = new ArrayList<>();
        for (RoomName room : append.rooms()) {
            long offset = newest.merge(room, 1L, Long::sum);
            String body = new String(append.message().body(), StandardCharsets.UTF_8);
            of(room).add(new Entry(offset, millis, body));
            offsets.add(offset);
        }
        ids.put(key, new Id(offsets.getFirst(), millis));
        return offsets;
    }

    void trim(RoomName room, long upTo) {
        of(room).removeIf(entry -> entry.offset <= upTo);
    }

    List<String> read(RoomName room, From from, int limit, int bytes) {
        List<Entry> kept = of(room);
        List<Entry> read = new ArrayList<>();
        switch (from) {
            case From.After(long offset) ->
                    kept.stream().filter(e -> e.offset > offset).forEach(read::add);
            case From.Before(long offset) ->
                    kept.reversed().stream().filter(e -> e.offset < offset).forEach(read::add);
        }
        List<String> texts = new ArrayList<>();
        long sum = 0;
        for (Entry entry : read) {
            sum += entry.body.length();
            if (texts.size() == limit || (sum > bytes && !texts.isEmpty())) {
                break;
            }
            texts.add(entry.offset + "=" + entry.body);
        }
        if (from instanceof From.Before) {
            Collections.reverse(texts);
        }
        return texts;
    }

    List<Long> span(RoomName room) {
        List<Entry> kept = of(room);
        long last = newest.getOrDefault(room, 0L);
        return List.of(kept.isEmpty() ? last + 1 : kept.getFirst().offset, last);
    }

    private List<Entry> of(RoomName room) {
        List<Entry> kept = entries.computeIfAbsent(room, name -> new ArrayList<>());
        Retention retention = retentions.apply(room.namespace());
        while (retention.size() > 0 && kept.size() > retention.size()) {
            kept.removeFirst();
        }
        long age = retention.age().toMillis();
        kept.removeIf(entry -> age > 0 && now.getAsLong() - entry.millis > age);
        return kept;
    }
}
