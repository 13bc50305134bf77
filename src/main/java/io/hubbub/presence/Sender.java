package io.hubbub.presence;

import io.hubbub.client.ClientLimits;
import io.hubbub.client.Lane;
import io.hubbub.message.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends subscribers the messages that bring them from the view that they were told to the newest
 * view of their room. Subscribers that were told the same view share one encoding. Only the
 * presence thread touches it.
 */
final class Sender {

    private final Portions portions;
    private final Consumer<Input> inbox;

    /**
     * @param inbox takes the reports that a socket is behind or has caught up
     */
    Sender(ClientLimits limits, LongSupplier epochMillis, Consumer<Input> inbox) {
        portions = new Portions(limits, epochMillis);
        this.inbox = inbox;
    }

    /** Sends a subscriber the room's view for the first time. */
    void begin(WatchedRoom room, View view, Watcher watcher, Lane.Task done) {
        Portion first = room.snapshot();
        if (first == null) {
            first = portion(room, null, view);
            room.snapshot(first);
        }
        if (first != null) {
            watcher.tell(view);
            hand(first, List.of(watcher), done);
        }
    }

    /** Sends a room's view to its subscribers, except those whose sockets are behind. */
    void send(WatchedRoom room, View view) {
        Map<View, List<Watcher>> byTold = new HashMap<>();
        for (Watcher watcher : room.watchers()) {
            View told = watcher.told();
            if (told != null && told != view && !watcher.isWaiting()) {
                byTold.computeIfAbsent(told, _ -> new ArrayList<>()).add(watcher);
            }
        }
        byTold.forEach((told, watchers) -> {
            Portion first = portion(room, told, view);
            watchers.forEach(watcher -> watcher.tell(view));
            if (first != null) {
                byLane(watchers).forEach(share -> hand(first, share, null));
            }
        });
    }

    /** Sends a subscriber the next portion, if there is one. */
    void resume(Watcher watcher) {
        Portion rest = watcher.rest();
        if (rest != null) {
            hand(rest, List.of(watcher), null);
        }
    }

    /**
     * Puts a portion into the outboxes of subscribers that live on one lane. If another portion
     * follows, each subscriber has to report first that its socket took this one.
     */
    private void hand(Portion portion, List<Watcher> watchers, Lane.@Nullable Task handed) {
        for (Watcher watcher : watchers) {
            watcher.rest(portion.next());
            if (portion.next() != null) {
                watcher.await();
            }
        }
        watchers.getFirst()
                .client()
                .lane()
                .execute(new PortionTask(portion, List.copyOf(watchers), handed, inbox));
    }

    private static Iterable<List<Watcher>> byLane(List<Watcher> watchers) {
        Map<Lane, List<Watcher>> byLane = new LinkedHashMap<>();
        for (Watcher watcher : watchers) {
            byLane.computeIfAbsent(watcher.client().lane(), _ -> new ArrayList<>()).add(watcher);
        }
        return byLane.values();
    }

    private @Nullable Portion portion(WatchedRoom room, @Nullable View told, View now) {
        return portions.of(Difference.between(told, now), new Channel.OfPresence(room.name()));
    }
}
