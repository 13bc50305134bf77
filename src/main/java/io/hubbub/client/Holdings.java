package io.hubbub.client;

import io.hubbub.budget.Account;
import io.hubbub.budget.Budget;
import io.hubbub.budget.Holder;
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
 * What a client subscribed to and where it was let in, and the account of all that is held for it.
 * The names of subscriptions are the client's to choose, so they are on it too. All but the account
 * is guarded by the client's monitor.
 */
final class Holdings implements Holder {

    /** About what a subscription takes beside its names. */
    private static final int SUBSCRIPTION_BYTES = 256;

    private final Client client;
    private final Account account;

    /** What the subscriptions take; null while the client has never subscribed. */
    private @Nullable Holding held;

    /** Null while the client has never subscribed, and after it ended. */
    private @Nullable Map<String, Subscription> subscriptions;

    /** Where middlewares let it in, the first first. Never changed in place. */
    private List<String> entered = List.of();

    /** Set when the client ends: it can join nothing any more. */
    private boolean departed;

    Holdings(Client client, Budget budget) {
        this.client = client;
        account = budget.open(this);
    }

    Account account() {
        return account;
    }

    @Override
    public String network() {
        return client.origin().network();
    }

    @Override
    public void giveWay(Refusal why) {
        client.giveWay(why);
    }

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
        if (all.containsKey(subscription.id())) {
            return new Refusal(ErrorCode.BAD_FRAME, "This subscription id is in use");
        }
        Holding names = held == null ? account.lasting() : held;
        held = names;
        Refusal refusal = names.hold(names.bytes() + bytes(subscription));
        if (refusal == null) {
            all.put(subscription.id(), subscription);
        }
        return refusal;
    }

    private static int bytes(Subscription subscription) {
        return SUBSCRIPTION_BYTES
                + subscription.id().length()
                + subscription.source().destination().length();
    }

    @Nullable Subscription unsubscribe(String id) {
        Subscription removed = subscriptions == null ? null : subscriptions.remove(id);
        if (removed != null && held != null) {
            var unused = held.hold(held.bytes() - bytes(removed));
        }
        return removed;
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
        account.close();
        return held;
    }
}
