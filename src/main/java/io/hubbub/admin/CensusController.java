package io.hubbub.admin;

import io.hubbub.admin.Snapshot.Found;
import io.hubbub.admin.Snapshot.KeptRooms;
import io.hubbub.admin.Snapshot.Members;
import io.hubbub.message.RoomName;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Answers what the administrator's page asks about one room or one client. Who may ask is decided
 * by the namespace's policy, before anything comes here.
 */
@Controller
final class CensusController {

    private final Census census;

    CensusController(Census census) {
        this.census = census;
    }

    /** The room is named by headers: as a part of the destination its name might be too long. */
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
