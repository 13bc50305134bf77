package io.hubbub.client;

import io.hubbub.budget.Account;
import io.hubbub.budget.Holding;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a client subscribed to, and which namespaces it entered. Guarded by the client's monitor.
 * The client chooses the ids and names of its subscriptions, so they count as held for it.
 */
final class Holdings {

    /** About what a subscription takes beside its names. */
    private static final int SUBSCRIPTION_BYTES = 256;

    /** Up to this many subscriptions a search of a list costs less than a map. */
    private static final int FEW = 8;

    private final Account account;

    /** What the subscriptions take; null while the client has never subscribed. */
    private @Nullable Holding held;

    /** The subscriptions, oldest first, while they are few; else empty. Most clients have one. */
    private List<Subscription> few = List.of();

    /** The subscriptions by id, oldest first, once there were more than few; null until then. */
    private @Nullable Map<String, Subscription> many;

    /** The namespaces whose middlewares let the client in, oldest first. Never changed in place. */
    private List<String> entered = List.of();

    /** Whether the client has ended, and can join nothing any more. */
    private boolean departed;

    Holdings(Account account) {
        this.account = account;
    }

    @Nullable Refusal subscribe(Subscription subscription, int most) {
        if (departed) {
            return new Refusal(ErrorCode.DISCONNECTED);
        }
        if (all().size() >= most) {
            return new Refusal(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
        }
        if (subscription(subscription.id()) != null) {
            return new Refusal(ErrorCode.BAD_FRAME, "This subscription id is in use");
        }
        Holding names = held == null ? account.lasting() : held;
        held = names;
        Refusal refusal = names.hold(names.bytes() + bytes(subscription));
        if (refusal == null) {
            add(subscription);
        }
        return refusal;
    }

    private static int bytes(Subscription subscription) {
        return SUBSCRIPTION_BYTES
                + subscription.id().length()
                + subscription.source().channel().length();
    }

    private void add(Subscription subscription) {
        if (many == null && few.size() == FEW) {
            Map<String, Subscription> all = new LinkedHashMap<>();
            few.forEach(s -> all.put(s.id(), s));
            few = List.of();
            many = all;
        }
        if (many != null) {
            many.put(subscription.id(), subscription);
            return;
        }
        if (few.isEmpty()) {
            few = new ArrayList<>(1);
        }
        few.add(subscription);
    }

    @Nullable Subscription unsubscribe(String id) {
        Subscription removed = subscription(id);
        if (removed == null) {
            return null;
        }
        if (many != null) {
            many.remove(id);
        } else {
            few.remove(removed);
        }
        if (held != null) {
            var unused = held.hold(held.bytes() - bytes(removed));
        }
        return removed;
    }

    @Nullable Subscription subscription(String id) {
        if (many != null) {
            return many.get(id);
        }
        for (Subscription subscription : few) {
            if (subscription.id().equals(id)) {
                return subscription;
            }
        }
        return null;
    }

    List<Subscription> subscriptions() {
        return List.copyOf(all());
    }

    private Collection<Subscription> all() {
        return many == null ? few : many.values();
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

    /** The client ended. Returns the subscriptions it had until then. */
    List<Subscription> depart() {
        departed = true;
        List<Subscription> left = subscriptions();
        // An unsubscribe that comes later finds nothing, so nothing is left twice.
        few = List.of();
        many = null;
        entered = List.of();
        account.close();
        return left;
    }
}
