package io.hubbub.admin;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole service at one moment, as far as a page can show it.
 *
 * @param atMillis when the snapshot was taken
 * @param clients the newest clients, newest first
 * @param rooms the largest rooms, largest first
 */
record Snapshot(long atMillis, Totals totals, List<ClientLine> clients, List<RoomLine> rooms) {

    /**
     * Counts. What happened is counted from the start of the process, so two snapshots give a rate.
     *
     * @param published messages sent to rooms
     * @param delivered messages put into clients' outboxes
     * @param refused frames that were refused or broken
     */
    record Totals(int clients, int rooms, long published, long delivered, long refused) {}

    /**
     * One client.
     *
     * @param session whether the client connected with the login of a page
     * @param rooms the first of its rooms
     * @param roomCount how many rooms it is in
     */
    record ClientLine(
            String client,
            String user,
            boolean guest,
            Set<String> roles,
            String address,
            String transport,
            boolean session,
            long sinceMillis,
            List<Place> rooms,
            int roomCount) {}

    /** A room's name in its two parts. */
    record Place(String namespace, String room) {}

    /** One room. */
    record RoomLine(String namespace, String room, int members) {}

    /**
     * Who is in one room.
     *
     * @param members the first members
     * @param total how many members there are; 0 where the room does not exist
     */
    record Members(String namespace, String room, List<ClientLine> members, int total) {}

    /**
     * One room that keeps messages.
     *
     * @param bytes about what the messages take
     * @param members how many clients are in it now
     */
    record KeptLine(
            String namespace,
            String room,
            long messages,
            long bytes,
            int members,
            long writtenMillis) {}

    /**
     * What the rooms of a namespace keep.
     *
     * @param rooms the largest of them, largest first
     * @param total how many rooms have a log
     */
    record KeptRooms(String namespace, List<KeptLine> rooms, int total) {}

    /**
     * The answer about one client.
     *
     * @param line null where no client has that id any more
     */
    record Found(String client, @Nullable ClientLine line) {}
}
