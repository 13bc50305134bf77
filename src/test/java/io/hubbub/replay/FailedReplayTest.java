package io.hubbub.replay;

import static io.hubbub.room.House.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.ClientDisconnected;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.client.Departure;
import io.hubbub.message.ErrorCode;
import io.hubbub.room.House;
import io.hubbub.room.Joined;
import io.hubbub.room.Joins;
import io.hubbub.room.Keeping;
import io.hubbub.room.SteppedLogs;
import org.junit.jupiter.api.Test;

/** A log that cannot be read. */
class FailedReplayTest {

    private final SteppedLogs logs = new SteppedLogs();
    private final House house =
            new House(1, Core.limits(100_000, 100), Keeping.in(logs, Runnable::run));

    @Test
    void saysThatTheServerFailedAndNotThatTheClientReadTooSlowly() {
        house.publish("one", "chat/a");
        logs.commit();
        logs.tell();
        logs.whileRead =
                () -> {
                    throw new IllegalStateException("the disk is gone, on purpose");
                };
        Peer peer = house.connect();
        Joins.join(
                house.rooms,
                peer.client(),
                name("chat/a"),
                House.OPEN,
                "s",
                "s",
                new ReplayRequest(null, ReplayRequest.ALL),
                Joined.NOTHING);
        house.run();
        assertThat(peer.wire().closeCode()).isEqualTo(ErrorCode.SERVER_ERROR.closeCode());
        peer.client().ended();
        house.run();
        assertThat(house.core.happened())
                .filteredOn(ClientDisconnected.class::isInstance)
                .extracting(event -> ((ClientDisconnected) event).departure())
                .containsExactly(Departure.SERVER_ERROR);
    }
}
