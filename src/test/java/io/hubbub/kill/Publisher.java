package io.hubbub.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.message.Position;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * Sends numbered messages, several in flight, each under an id of its own. Messages without a
 * receipt are sent again after the connection broke, in order and under the same ids. A forgetful
 * publisher never sends them again.
 */
final class Publisher extends Visitor {

    /** How many messages may be without a receipt. */
    private static final int WINDOW = 16;

    /** Every so many messages go to all rooms of the publisher, the others to its first. */
    private static final int ALSO = 3;

    private final List<String> rooms;
    private final boolean forgetful;

    /** The numbers of what was sent and has no receipt, in order. */
    private final Deque<Integer> open = new ArrayDeque<>();

    /** The first receipt's position by number. */
    private final TreeMap<Integer, Position> receipts = new TreeMap<>();

    private int sent;

    /**
     * @param rooms where its messages go; those after the first by the header {@code also}
     */
    Publisher(Run run, String name, List<String> rooms, boolean forgetful) {
        super(run, name);
        this.rooms = rooms;
        this.forgetful = forgetful;
    }

    @Override
    void visit(Connection connection) throws IOException {
        for (String room : rooms) {
            connection.send(
                    "SUBSCRIBE\nid:%s\ndestination:/topic/chat/%1$s\nreceipt:in\n\n\0"
                            .formatted(room));
            receipt(connection);
        }
        if (forgetful) {
            open.clear();
        }
        if (!receipts.isEmpty()) {
            // Nobody knows which receipt was the last to arrive: one too many does no harm.
            send(connection, receipts.lastKey());
        }
        for (int number : open) {
            send(connection, number);
        }
        while (true) {
            while (open.size() < WINDOW && !run.isOver()) {
                open.add(sent);
                send(connection, sent++);
            }
            if (open.isEmpty()) {
                return;
            }
            Stomp receipt = receipt(connection);
            int number = Integer.parseInt(String.valueOf(receipt.header("receipt-id")));
            Position position = position(String.valueOf(receipt.header("position")));
            Position earlier = receipts.putIfAbsent(number, position);
            if (earlier == null) {
                open.remove(number);
                run.receipted();
            } else {
                assertThat(position).as("of " + body(number) + " again").isEqualTo(earlier);
            }
        }
    }

    /** The next RECEIPT; being a member, a publisher reads messages too. */
    private static Stomp receipt(Connection connection) throws IOException {
        Stomp frame = connection.next();
        while (frame.command().equals("MESSAGE")) {
            frame = connection.next();
        }
        assertThat(frame.command()).as(frame.text()).isEqualTo("RECEIPT");
        return frame;
    }

    private void send(Connection connection, int number) throws IOException {
        List<String> also = roomsOf(number).subList(1, roomsOf(number).size());
        connection.send(
                "SEND\ndestination:/topic/chat/%s\n%sid:%s\nreceipt:%d\n\n%3$s\0"
                        .formatted(
                                rooms.getFirst(),
                                also.isEmpty() ? "" : "also:" + String.join(",", also) + "\n",
                                body(number),
                                number));
    }

    private List<String> roomsOf(int number) {
        return number % ALSO == 0 ? rooms : rooms.subList(0, 1);
    }

    /** What a message says, which is its id too. */
    private String body(int number) {
        return name + '-' + number;
    }

    /** After its end: the room has what it was told, in its order. */
    void check(String room, RoomLog log) {
        if (!rooms.contains(room)) {
            return;
        }
        List<Integer> numbers =
                log.bodies().stream()
                        .filter(body -> body.startsWith(name + '-'))
                        .map(body -> Integer.parseInt(body.substring(name.length() + 1)))
                        .toList();
        assertThat(numbers).as("what %s has of %s", room, name).doesNotHaveDuplicates();
        receipts.forEach((number, position) -> {
            if (roomsOf(number).contains(room)) {
                assertThat(numbers).as("what %s has of %s", room, name).contains(number);
            }
            if (room.equals(rooms.getFirst())) {
                assertThat(log.at(position)).as("at %s", position).isEqualTo(body(number));
            }
        });
        if (!forgetful) {
            // One that is late, after another connection's, is of a message that was sent again.
            assertThat(numbers).as("what %s has of %s", room, name).isSorted();
            assertThat(receipts).as("receipts of " + name).hasSize(sent);
        }
    }
}
