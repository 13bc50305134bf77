package io.hubbub.api;

import io.hubbub.desk.FrontDesk;
import io.hubbub.desk.Query;
import io.hubbub.desk.QueryAnswer;
import io.hubbub.http.Answers;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads rooms over HTTP. A caller that may not enter a namespace is told nothing of it, not even
 * whether there is one.
 */
@RestController
final class RoomRequests {

    private static final Logger log = LoggerFactory.getLogger(RoomRequests.class);

    /** What is said of a request that was not answered, as of a frame. */
    record Failure(String code, String message) {}

    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final FrontDesk desk;
    private final Allowance allowance;
    private final Answers answers;
    private final JsonMapper json;
    private final Listings listings;

    RoomRequests(FrontDesk desk, Allowance allowance, Answers answers, JsonMapper json) {
        this.desk = desk;
        this.allowance = allowance;
        this.answers = answers;
        this.json = json;
        listings = new Listings(json);
    }

    @GetMapping("/api/namespaces/{namespace}/rooms/**")
    void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> payers =
                Allowance.payers(request.getUserPrincipal(), QueryReader.origin(request));
        Allowance.Excess excess = allowance.enter(payers);
        if (excess != null) {
            refuse(response, excess.refusal(), excess.comeBack());
            return;
        }
        Refusal refusal;
        try {
            switch (body(request, payers)) {
                case Result.Refused<byte[]> refused -> refusal = refused.refusal();
                case Result.Done<byte[]>(byte[] found) -> {
                    head(response, 200);
                    refusal = answers.write(request, response, found);
                }
            }
        } catch (RuntimeException e) {
            log.error("A room could not be read", e);
            refusal = new Refusal(ErrorCode.SERVER_ERROR);
        }
        if (refusal != null) {
            refuse(response, refusal, Duration.ZERO);
        }
    }

    private Result<byte[]> body(HttpServletRequest request, List<String> payers) {
        Query query = QueryReader.reading(request);
        if (query == null) {
            return Result.refused(
                    new Refusal(ErrorCode.BAD_DESTINATION, "The path is not well-formed"));
        }
        return desk.handle(
                QueryReader.caller(request),
                query,
                reading -> allowance.read(payers, () -> written(reading.get())));
    }

    private Result<byte[]> written(Result<QueryAnswer> answer) {
        return switch (answer) {
            case Result.Refused<QueryAnswer> refused -> Result.refused(refused.refusal());
            case Result.Done<QueryAnswer>(QueryAnswer found) -> Result.done(listings.of(found));
        };
    }

    private void refuse(HttpServletResponse response, Refusal refusal, Duration wait)
            throws IOException {
        head(response, refusal.code().status());
        if (response.getStatus() == TOO_MANY || response.getStatus() == UNAVAILABLE) {
            long seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
        }
        Failure failure = new Failure(refusal.word(), refusal.message());
        response.getOutputStream().write(json.writeValueAsBytes(failure));
    }

    /** An answer is true only now, and for this caller: so nothing on its way may keep it. */
    private static void head(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    }
}
