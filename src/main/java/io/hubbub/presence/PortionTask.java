package io.hubbub.presence;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.client.Lane;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Dialect;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a portion into the outboxes of subscribers that live on one lane. */
final class PortionTask implements Lane.Task {

    private static final Logger log = LoggerFactory.getLogger(PortionTask.class);

    private final Portion portion;
    private final List<Watcher> watchers;
    private final Lane.@Nullable Task handed;
    private final Consumer<Input> inbox;

    /**
     * @param handed run for each client that is not closing; null for nothing
     */
    PortionTask(
            Portion portion,
            List<Watcher> watchers,
            Lane.@Nullable Task handed,
            Consumer<Input> inbox) {
        this.portion = portion;
        this.watchers = watchers;
        this.handed = handed;
        this.inbox = inbox;
    }

    @Override
    public int bytes() {
        return portion.bytes();
    }

    @Override
    public void run(Lane lane) {
        Dialect dialect = null;
        List<byte[]> frames = null;
        for (Watcher watcher : watchers) {
            Client client = watcher.client();
            if (client.isClosing()) {
                continue;
            }
            if (!watcher.isOver()) {
                if (!watcher.dialect().equals(dialect)) {
                    dialect = watcher.dialect();
                    frames = frames(dialect);
                }
                if (frames == null) {
                    // Nobody would notice a gap. A client that is closed comes back.
                    client.fail(new Refusal(ErrorCode.SERVER_ERROR), Departure.SERVER_ERROR);
                    continue;
                }
                frames.forEach(frame -> client.deliverMessage(frame, watchers.size()));
                reportDrained(watcher);
            }
            if (handed != null) {
                handed.run(lane);
            }
        }
    }

    /** Null if the messages could not be encoded. */
    private @Nullable List<byte[]> frames(Dialect dialect) {
        try {
            return portion.frames(dialect);
        } catch (RuntimeException e) {
            log.error("Presence could not be written", e);
            return null;
        }
    }

    /**
     * Reports when the socket has taken the portion. After a portion that is not the last, presence
     * always waits for this report. After the last portion it waits only if the socket is behind.
     */
    private void reportDrained(Watcher watcher) {
        Input drained = new Input.Drained(watcher);
        if (portion.next() != null) {
            watcher.client().whenDrained(() -> inbox.accept(drained));
            return;
        }
        boolean[] behind = {false};
        boolean[] atOnce = {false};
        watcher.client()
                .whenDrained(() -> {
                    atOnce[0] = true;
                    if (behind[0]) {
                        inbox.accept(drained);
                    }
                });
        if (!atOnce[0]) {
            behind[0] = true;
            inbox.accept(new Input.Behind(watcher));
        }
    }
}
