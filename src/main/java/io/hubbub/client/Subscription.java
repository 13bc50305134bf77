package io.hubbub.client;

import io.hubbub.wire.Dialect;

/** What a client listens to, under an id that the client chose. */
public final class Subscription {

    private final Client client;
    private final String id;
    private final Source source;
    private final Dialect dialect;

    /**
     * The place of this among the lane's subscriptions of a room; -1 while it has none. Only the
     * lane touches it.
     */
    private int slot = -1;

    public Subscription(Client client, String id, Source source, Dialect dialect) {
        this.client = client;
        this.id = id;
        this.source = source;
        this.dialect = dialect;
    }

    public Client client() {
        return client;
    }

    public String id() {
        return id;
    }

    public Source source() {
        return source;
    }

    public Dialect dialect() {
        return dialect;
    }

    public int slot() {
        return slot;
    }

    public void slot(int newSlot) {
        slot = newSlot;
    }
}
