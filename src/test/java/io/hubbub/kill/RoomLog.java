package io.hubbub.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.message.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a room keeps: every message that was ever published there.
 *
 * @param bodies by offset, which begins at 1
 */
record RoomLog(String epoch, List<String> bodies) {

    /** As a new client reads it. */
    static RoomLog read(int port, String room) throws IOException {
        try (Connection connection = Connection.open(port, "reader-of-the-kill-test")) {
            connection.send(
                    "SUBSCRIBE\nid:0\ndestination:/topic/chat/%s\nhistory:999999999\nreceipt:in\n\n\0"
                            .formatted(room));
            Stomp receipt = connection.next("RECEIPT");
            Position end = Visitor.position(String.valueOf(receipt.header("position")));
            assertThat(receipt.header("missed"))
                    .as("messages of " + room)
                    .isEqualTo(String.valueOf(end.offset()));
            List<String> bodies = new ArrayList<>();
            for (long offset = 1; offset <= end.offset(); offset++) {
                Stomp message = connection.next("MESSAGE");
                assertThat(Visitor.position(String.valueOf(message.header("message-id"))))
                        .isEqualTo(new Position(end.epoch(), offset));
                bodies.add(message.bodyText());
            }
            return new RoomLog(end.epoch(), bodies);
        }
    }

    Position end() {
        return new Position(epoch, bodies.size());
    }

    /** The message of this position; null if there is none. */
    @Nullable String at(Position position) {
        boolean there = position.epoch().equals(epoch) && position.offset() <= bodies.size();
        return there ? bodies.get((int) position.offset() - 1) : null;
    }

    /** The messages after this position, each with its own. */
    List<String> linesAfter(Position position) {
        assertThat(position.epoch()).isEqualTo(epoch);
        return LongStream.rangeClosed(position.offset() + 1, bodies.size())
                .mapToObj(
                        offset -> new Position(epoch, offset) + " " + bodies.get((int) offset - 1))
                .toList();
    }
}
