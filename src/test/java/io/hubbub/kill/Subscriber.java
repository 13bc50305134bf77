package io.hubbub.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.message.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a room. When it comes back, it goes on after the last message that it has. */
final class Subscriber extends Visitor {

    private final String room;

    /** Where the first subscription began; null before. */
    private @Nullable Position first;

    /** The last message that was read, or where the first subscription began; null before. */
    private volatile @Nullable Position last;

    /** What was read, with its position, in the order it came. */
    private final List<String> read = new ArrayList<>();

    Subscriber(Run run, String name, String room) {
        super(run, name);
        this.room = room;
    }

    String room() {
        return room;
    }

    /** What the room's log goes to as far as this subscriber knows. */
    @Nullable Position last() {
        return last;
    }

    @Override
    void visit(Connection connection) throws IOException {
        Position since = last;
        String recovery =
                since == null ? "" : "since:" + since.toString().replace(":", "\\c") + '\n';
        connection.send(
                "SUBSCRIBE\nid:0\ndestination:/topic/chat/%s\n%sreceipt:in\n\n\0"
                        .formatted(room, recovery));
        Stomp receipt = connection.next("RECEIPT");
        Position live = position(String.valueOf(receipt.header("position")));
        if (since == null) {
            first = live;
            last = live;
            run.joined();
        } else {
            assertThat(receipt.headers())
                    .as("the return to %s after %s", room, since)
                    .containsEntry("recovered", "true")
                    .containsEntry("missed", String.valueOf(live.offset() - since.offset()))
                    .doesNotContainKey("lost");
        }
        while (true) {
            Stomp message = connection.next("MESSAGE");
            Position position = position(String.valueOf(message.header("message-id")));
            read.add(position + " " + message.bodyText());
            last = position;
        }
    }

    /** After its end: what it read is the room's log, from where it began. */
    void check(RoomLog log) {
        assertThat(first).as(name).isNotNull();
        assertThat(read)
                .as("what %s read of %s after %s", name, room, first)
                .isEqualTo(log.linesAfter(first));
    }
}
