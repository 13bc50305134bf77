package io.hubbub.admin;

import io.hubbub.admin.Snapshot.Found;
import io.hubbub.admin.Snapshot.KeptRooms;
import io.hubbub.admin.Snapshot.Members;
import io.hubbub.message.RoomName;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Answers the administrator's page about one room or one client. The policy of the namespace {@code
 * admin} decides who may ask, before a request comes here.
 */
@Controller
final class CensusController {

    private final Census census;

    CensusController(Census census) {
        this.census = census;
    }

    /** Headers name the room, because its name might be too long for a part of a destination. */
    @SubscribeMapping("/admin/members")
    Members members(@Header("x-namespace") String namespace, @Header("x-room") String room) {
        return census.members(new RoomName(namespace, room));
    }

    @SubscribeMapping("/admin/kept")
    KeptRooms kept(@Header("x-namespace") String namespace) {
        return census.kept(namespace);
    }

    @SubscribeMapping("/admin/client")
    Found client(@Header("x-client") String client) {
        return census.client(client);
    }
}
