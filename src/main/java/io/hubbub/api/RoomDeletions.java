package io.hubbub.api;

import io.hubbub.desk.FrontDesk;
import io.hubbub.desk.QueryAnswer;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Deletes what rooms keep, for administrators. Another site's page cannot make an administrator's
 * browser do it: a request that changes something has to come from one of this server's own pages.
 */
@RestController
final class RoomDeletions {

    private final FrontDesk desk;
    private final JsonMapper json;

    RoomDeletions(FrontDesk desk, JsonMapper json) {
        this.desk = desk;
        this.json = json;
    }

    @DeleteMapping("/api/namespaces/{namespace}/rooms/**")
    ResponseEntity<byte[]> delete(HttpServletRequest request) {
        Result<QueryAnswer> deleted =
                desk.handle(
                        QueryReader.caller(request), QueryReader.deletion(request), Supplier::get);
        return switch (deleted) {
            case Result.Refused<QueryAnswer> refused -> answer(refused.refusal());
            case Result.Done<QueryAnswer> _ ->
                    ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
        };
    }

    private ResponseEntity<byte[]> answer(Refusal refusal) {
        RoomRequests.Failure failure = new RoomRequests.Failure(refusal.word(), refusal.message());
        return ResponseEntity.status(refusal.code().status())
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.writeValueAsBytes(failure));
    }
}
