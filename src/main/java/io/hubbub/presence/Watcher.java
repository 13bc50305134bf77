package io.hubbub.presence;

import io.hubbub.client.Client;
import io.hubbub.client.Source;
import io.hubbub.message.RoomName;
import io.hubbub.wire.Dialect;
import org.jspecify.annotations.Nullable;

/** One subscription to a room's presence. */
final class Watcher implements Source {

    private final Client client;
    private final RoomName room;
    private final Dialect dialect;

    /** Set once nothing more is to be delivered. Any thread. */
    private volatile boolean over;

    // All that follows is the presence thread's own.

    /** What it will have been told once all that was handed over is read; null for nothing. */
    private @Nullable View told;

    /** What leads to {@link #told} and was not handed over; null for nothing. */
    private @Nullable Playing rest;

    /** How often it still has to say that its socket is no longer behind. */
    private int waits;

    Watcher(Client client, RoomName room, Dialect dialect) {
        this.client = client;
        this.room = room;
        this.dialect = dialect;
    }

    @Override
    public String destination() {
        return Presence.destination(room);
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

    @Nullable Playing rest() {
        return rest;
    }

    void tell(View view) {
        told = view;
    }

    void rest(@Nullable Playing portion) {
        rest = portion;
    }

    /** Whether nothing more is to be handed over for now. */
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
