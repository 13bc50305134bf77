package io.hubbub.client;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a client subscribed to and where it was let in. Guarded by the client's monitor. */
final class Holdings {

    /** Null while the client has never subscribed, and after it ended. */
    private @Nullable Map<String, Subscription> subscriptions;

    /** Where middlewares let it in, the first first. Never changed in place. */
    private List<String> entered = List.of();

    /** Set when the client ends: it can join nothing any more. */
    private boolean departed;

    @Nullable Refusal subscribe(Subscription subscription, int most) {
        if (departed) {
            return new Refusal(ErrorCode.DISCONNECTED);
        }
        Map<String, Subscription> all = subscriptions;
        if (all == null) {
            all = new LinkedHashMap<>(4);
            subscriptions = all;
        }
        if (all.size() >= most) {
            return new Refusal(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
        }
        if (all.putIfAbsent(subscription.id(), subscription) != null) {
            return new Refusal(ErrorCode.BAD_FRAME, "This subscription id is in use");
        }
        return null;
    }

    @Nullable Subscription unsubscribe(String id) {
        return subscriptions == null ? null : subscriptions.remove(id);
    }

    @Nullable Subscription subscription(String id) {
        return subscriptions == null ? null : subscriptions.get(id);
    }

    List<Subscription> subscriptions() {
        return subscriptions == null ? List.of() : new ArrayList<>(subscriptions.values());
    }

    List<String> entered() {
        return entered;
    }

    void entered(UnaryOperator<List<String>> change) {
        entered = departed ? List.of() : change.apply(entered);
    }

    boolean isDeparted() {
        return departed;
    }

    /** The client ended; returns the subscriptions that it had until then. */
    Collection<Subscription> depart() {
        departed = true;
        Collection<Subscription> held = subscriptions == null ? List.of() : subscriptions.values();
        // Whoever unsubscribes from here on finds nothing, so that nothing is left twice.
        subscriptions = null;
        entered = List.of();
        return held;
    }
}
