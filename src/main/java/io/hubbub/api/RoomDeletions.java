package io.hubbub.api;

import io.hubbub.desk.Readers;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.room.Rooms;
import jakarta.servlet.http.HttpServletRequest;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Deletes what rooms keep, for administrators. Another site's page cannot make an administrator's
 * browser do it: what changes something has to come from a page of this server's own.
 */
@RestController
final class RoomDeletions {

    private static final Logger log = LoggerFactory.getLogger(RoomDeletions.class);

    private final Readers readers;
    private final Rooms rooms;
    private final JsonMapper json;

    RoomDeletions(Readers readers, Rooms rooms, JsonMapper json) {
        this.readers = readers;
        this.rooms = rooms;
        this.json = json;
    }

    @DeleteMapping("/api/namespaces/{namespace}/rooms/**")
    ResponseEntity<byte[]> delete(HttpServletRequest request) {
        User who = readers.administrator(request.getUserPrincipal());
        if (who == null) {
            return answer(new Refusal(ErrorCode.NOT_ALLOWED));
        }
        RoomName room = room(request);
        if (room == null) {
            return answer(new Refusal(ErrorCode.BAD_DESTINATION));
        }
        try {
            return rooms.space().delete(room, who.name())
                    ? ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build()
                    : answer(new Refusal(ErrorCode.NO_SUCH_DESTINATION, "Nothing is kept there"));
        } catch (UncheckedIOException e) {
            log.warn("The room {} could not be deleted", room, e);
            return answer(new Refusal(ErrorCode.STORAGE_FULL, "It cannot be deleted now"));
        }
    }

    private static @Nullable RoomName room(HttpServletRequest request) {
        String uri = request.getRequestURI().substring(request.getContextPath().length());
        RoomPath path = RoomPath.ofRoom(uri);
        if (path == null) {
            return null;
        }
        String name = path.room() != null ? path.room() : request.getParameter("room");
        return RoomName.isNamespace(path.namespace())
                        && RoomName.parse(path.namespace(), name == null ? "" : name)
                                instanceof Result.Done<RoomName> room
                ? room.value()
                : null;
    }

    private ResponseEntity<byte[]> answer(Refusal refusal) {
        RoomRequests.Failure failure = new RoomRequests.Failure(refusal.word(), refusal.message());
        return ResponseEntity.status(refusal.code().status())
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.writeValueAsBytes(failure));
    }
}
