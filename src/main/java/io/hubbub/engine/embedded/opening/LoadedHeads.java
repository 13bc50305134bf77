package io.hubbub.engine.embedded.opening;

import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.HeadRow;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import io.hubbub.message.RoomName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heads of a store that was just opened. A log that may lack messages begins a new epoch here,
 * so that no client mistakes its position for one that still counts.
 *
 * @param heads every log of the store
 * @param renewed the heads whose rows on the disk are out of date
 */
record LoadedHeads(Heads heads, List<Head> renewed) {

    private static final Logger log = LoggerFactory.getLogger(LoadedHeads.class);

    /**
     * Reads the heads.
     *
     * @param lost whether messages are missing although somebody was told that they are kept
     */
    static LoadedHeads load(Path directory, Store store, Environment environment, boolean lost) {
        byte[] unwritten = store.get(Family.META, Meta.UNWRITTEN_EPOCH);
        if (unwritten == null) {
            throw UnusableStoreException.damaged(directory, "it has no epoch", null);
        }
        boolean complete = !lost && endedProperly(store, environment);
        // A log that lost all of its messages counts as unwritten, and needs another epoch.
        Heads heads = new Heads(complete ? Meta.epoch(unwritten) : environment.newEpoch());
        List<Head> renewed = new ArrayList<>();
        store.scan(
                Family.HEADS,
                new byte[0],
                (key, value) -> {
                    RoomName room = Keys.room(key);
                    HeadRow row = HeadRow.decode(room, value);
                    boolean synced =
                            row.synced() && environment.retention(room.namespace()).synced();
                    boolean kept = complete || (synced && !lost);
                    String epoch = kept ? row.epoch() : environment.newEpoch();
                    LogState state = lost ? Tally.found(store, row.id(), row.state()) : row.state();
                    Head head = new Head(room, row.id(), epoch, row.maker(), state);
                    heads.add(head);
                    if (!kept) {
                        renewed.add(head);
                    }
                });
        if (!complete && !lost) {
            log.warn(
                    "The machine went down while Hubbub ran: {} rooms that do not sync each message"
                            + " begin a new epoch, as they may have lost their last ones",
                    renewed.size());
        }
        return new LoadedHeads(heads, renewed);
    }

    /**
     * Whether nothing can be missing: the store was closed properly, or the machine ran on since.
     * The end of the process alone loses nothing.
     */
    private static boolean endedProperly(Store store, Environment environment) {
        if (store.get(Family.META, Meta.CLEAN) != null) {
            return true;
        }
        byte[] then = store.get(Family.META, Meta.BOOT_ID);
        String now = environment.machine().bootId().get();
        return then != null
                && !now.isEmpty()
                && now.equals(new String(then, StandardCharsets.UTF_8));
    }

    /** A number that is greater than the id of every room. */
    long nextRoomId(Store store) {
        byte[] next = store.get(Family.META, Meta.NEXT_ROOM);
        long[] least = {next == null ? 1 : Meta.roomId(next)};
        heads.forEach(head -> least[0] = Math.max(least[0], head.id() + 1));
        // Messages of a room whose head is lost must not become those of another room.
        return Math.max(least[0], Tally.greatestRoomId(store) + 1);
    }
}
