package io.hubbub.presence;

import io.hubbub.client.Client;
import io.hubbub.client.Source;
import io.hubbub.message.Channel;
import io.hubbub.message.RoomName;
import io.hubbub.wire.Dialect;
import org.jspecify.annotations.Nullable;

/** One subscription to a room's presence. */
final class Watcher implements Source {

    private final Client client;
    private final RoomName room;
    private final Dialect dialect;

    /** Set once, by any thread, when nothing more may be delivered. The client's lane reads it. */
    private volatile boolean over;

    // Only the presence thread touches the fields below.

    /**
     * The view that the subscriber knows once it has read everything that was handed over; null if
     * nothing was.
     */
    private @Nullable View told;

    /**
     * The messages that lead to {@link #told} and were not handed over yet; null if there are none.
     */
    private @Nullable Portion rest;

    /** How many reports that its socket is no longer behind are still to come. */
    private int waits;

    Watcher(Client client, RoomName room, Dialect dialect) {
        this.client = client;
        this.room = room;
        this.dialect = dialect;
    }

    @Override
    public Channel channel() {
        return new Channel.OfPresence(room);
    }

    Client client() {
        return client;
    }

    RoomName room() {
        return room;
    }

    Dialect dialect() {
        return dialect;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    // ---------------------------------------------------------------- on the presence thread

    @Nullable View told() {
        return told;
    }

    @Nullable Portion rest() {
        return rest;
    }

    void tell(View view) {
        told = view;
    }

    void rest(@Nullable Portion portion) {
        rest = portion;
    }

    /** Whether nothing may be handed over for now. */
    boolean isWaiting() {
        return waits > 0;
    }

    void await() {
        waits++;
    }

    void drained() {
        waits--;
    }
}
