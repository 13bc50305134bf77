package io.hubbub.quota;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Appends messages as far as the bounds on rooms and on stored bytes allow. Every message that is
 * published goes this way, so nothing above it counts rooms. Safe for every thread.
 */
public final class BoundedAppends {

    private final RoomSpace space;
    private final Quotas quotas;

    public BoundedAppends(RoomSpace space, Quotas quotas) {
        this.space = space;
        this.quotas = quotas;
    }

    /**
     * Appends a message, or refuses it. May wait, as {@link RoomLogs#append} may, and also if other
     * rooms have to give way.
     *
     * @param outcome as {@link RoomLogs#append} tells it; a refusal is told on this thread
     */
    public void append(RoomLogs engine, Append append, Consumer<Appended> outcome) {
        if (!engine.keeps() || append.ephemeral() || !append.isForRooms()) {
            engine.append(append, outcome);
            return;
        }
        List<RoomName> fresh = new ArrayList<>(0);
        Refusal refusal = reserve(engine, append, fresh);
        if (refusal != null) {
            fresh.forEach(space::arrived);
            outcome.accept(new Appended.Refused(refusal));
        } else if (fresh.isEmpty()) {
            engine.append(append, outcome);
        } else {
            engine.append(
                    append,
                    appended -> {
                        fresh.forEach(space::arrived);
                        outcome.accept(appended);
                    });
        }
    }

    /**
     * Charges the message, and reserves space for each room whose first message it would be.
     *
     * @param fresh gets those rooms
     */
    private @Nullable Refusal reserve(RoomLogs engine, Append append, List<RoomName> fresh) {
        Maker maker = append.maker();
        Refusal refusal = maker == null ? null : quotas.store(maker, append.bytes());
        for (RoomName room : append.rooms()) {
            if (refusal == null && engine.span(room).newest() == 0) {
                refusal = space.expect(room, maker);
                if (refusal == null) {
                    fresh.add(room);
                }
            }
        }
        return refusal;
    }
}
