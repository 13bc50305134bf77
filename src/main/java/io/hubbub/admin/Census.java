package io.hubbub.admin;

import io.hubbub.admin.Snapshot.ClientLine;
import io.hubbub.admin.Snapshot.Found;
import io.hubbub.admin.Snapshot.KeptLine;
import io.hubbub.admin.Snapshot.KeptRooms;
import io.hubbub.admin.Snapshot.Members;
import io.hubbub.admin.Snapshot.Place;
import io.hubbub.admin.Snapshot.RoomLine;
import io.hubbub.admin.Snapshot.Totals;
import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.client.Time;
import io.hubbub.engine.Kept;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.room.Rooms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Describes the whole service: counts, the newest clients, the largest rooms. It walks through all
 * clients and rooms on the thread that asks, so that no lane has to work for it, and describes a
 * bounded number of them.
 */
final class Census {

    /** The lines are sent every second, and nobody reads more than these. */
    static final int CLIENTS = 200;

    static final int ROOMS = 200;
    static final int MEMBERS = 500;
    static final int KEPT = 200;

    /** How many rooms of each client a list of clients shows. */
    private static final int ROOMS_OF_A_CLIENT = 5;

    private static final Comparator<Client> OLDEST_FIRST =
            Comparator.comparingLong(Client::openedNanos).thenComparing(Client::id);

    private static final Comparator<RoomLine> SMALLEST_FIRST =
            Comparator.comparingInt(RoomLine::members)
                    .thenComparing(RoomLine::namespace, Comparator.reverseOrder())
                    .thenComparing(RoomLine::room, Comparator.reverseOrder());

    private static final Comparator<Kept> SMALLEST_LOG_FIRST =
            Comparator.comparingLong(Kept::bytes)
                    .thenComparing(kept -> kept.room(), Comparator.reverseOrder());

    private final Clients clients;
    private final Rooms rooms;
    private final Lanes lanes;
    private final Function<String, RoomLogs> logs;
    private final LongSupplier refused;
    private final Time time;

    Census(
            Clients clients,
            Rooms rooms,
            Lanes lanes,
            Function<String, RoomLogs> logs,
            LongSupplier refused,
            Time time) {
        this.clients = clients;
        this.rooms = rooms;
        this.lanes = lanes;
        this.logs = logs;
        this.refused = refused;
        this.time = time;
    }

    Snapshot take() {
        Top<Client> newest = new Top<>(CLIENTS, OLDEST_FIRST);
        clients.all().forEach(newest::offer);
        Top<RoomLine> largest = new Top<>(ROOMS, SMALLEST_FIRST);
        rooms.census((name, members) ->
                largest.offer(new RoomLine(name.namespace(), name.room(), members)));
        Totals totals =
                new Totals(
                        clients.count(),
                        rooms.count(),
                        rooms.published(),
                        lanes.all().stream().mapToLong(Lane::delivered).sum(),
                        refused.getAsLong());
        return new Snapshot(
                time.epochMillis().getAsLong(),
                totals,
                newest.all().stream().map(client -> line(client, ROOMS_OF_A_CLIENT)).toList(),
                largest.all());
    }

    Members members(RoomName room) {
        List<Client> members = rooms.members(room);
        List<ClientLine> lines =
                members.stream()
                        .sorted(OLDEST_FIRST)
                        .limit(MEMBERS)
                        .map(client -> line(client, 0))
                        .toList();
        return new Members(room.namespace(), room.room(), lines, members.size());
    }

    /** Finds the rooms of a namespace that keep most, whether anybody is in them or not. */
    KeptRooms kept(String namespace) {
        Collection<Kept> all = logs.apply(namespace).rooms(namespace);
        Top<Kept> largest = new Top<>(KEPT, SMALLEST_LOG_FIRST);
        all.stream().filter(kept -> kept.span().count() > 0).forEach(largest::offer);
        List<KeptLine> lines =
                largest.all().stream()
                        .map(kept ->
                                new KeptLine(
                                        kept.room().namespace(),
                                        kept.room().room(),
                                        kept.span().count(),
                                        kept.bytes(),
                                        rooms.memberCount(kept.room()),
                                        kept.writtenMillis()))
                        .toList();
        return new KeptRooms(namespace, lines, all.size());
    }

    Found client(String id) {
        Client client = clients.find(id);
        return new Found(id, client == null ? null : line(client, Integer.MAX_VALUE));
    }

    private ClientLine line(Client client, int mostRooms) {
        User user = client.user();
        List<RoomName> in = rooms.roomNames(client);
        long ageNanos = time.nanos().getAsLong() - client.openedNanos();
        return new ClientLine(
                client.id(),
                user.name(),
                user.guest(),
                user.roles(),
                client.origin().address(),
                client.origin().transport(),
                client.origin().session() != null,
                time.epochMillis().getAsLong() - ageNanos / 1_000_000,
                in.stream()
                        .limit(mostRooms)
                        .map(room -> new Place(room.namespace(), room.room()))
                        .toList(),
                in.size());
    }

    /** Keeps the greatest of all elements that are offered. */
    private static final class Top<T> {

        private final int size;
        private final Comparator<T> order;

        /** Its head is the least of the elements that are kept. */
        private final PriorityQueue<T> kept;

        Top(int size, Comparator<T> order) {
            this.size = size;
            this.order = order;
            kept = new PriorityQueue<>(size, order);
        }

        void offer(T one) {
            T least = kept.size() < size ? null : kept.peek();
            if (least != null && order.compare(one, least) <= 0) {
                return;
            }
            if (least != null) {
                kept.remove();
            }
            kept.add(one);
        }

        /** The kept elements, the greatest first. */
        List<T> all() {
            List<T> all = new ArrayList<>(kept);
            all.sort(order.reversed());
            return all;
        }
    }
}
