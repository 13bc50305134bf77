package io.hubbub.stomp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Subscription;
import io.hubbub.client.Time;
import io.hubbub.desk.LiveAccess;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.stomp.frame.Destination;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells clients why something was not done, at {@code /user/queue/errors} if they subscribed to
 * that.
 */
final class Refusals implements LiveAccess.Notice {

    private static final String ERRORS = "queue/errors";

    /** What a client reads. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Body(
            String code,
            String message,
            int close,
            @Nullable String destination,
            @Nullable String receipt,
            @JsonRawValue @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String data) {}

    private final Clients clients;
    private final JsonMapper json;
    private final Time time;
    private final AtomicLong told = new AtomicLong();
    private final Map<ErrorCode, LongAdder> byCode = new EnumMap<>(ErrorCode.class);

    Refusals(Clients clients, JsonMapper json, Time time) {
        this.clients = clients;
        this.json = json;
        this.time = time;
        for (ErrorCode code : ErrorCode.values()) {
            byCode.put(code, new LongAdder());
        }
    }

    /** Counts a refusal, however the client is told of it. */
    void count(ErrorCode code) {
        Objects.requireNonNull(byCode.get(code)).increment();
    }

    /**
     * Returns whether the client listens to errors. If not, the caller must send it an ERROR and
     * close it.
     */
    boolean tell(Client client, Refusal refusal, String destination, @Nullable String receipt) {
        List<Subscription> listeners = client.listeners(ERRORS);
        if (listeners.isEmpty()) {
            return false;
        }
        Body body =
                new Body(
                        refusal.word(),
                        refusal.message(),
                        refusal.code().closeCode(),
                        destination,
                        receipt,
                        refusal.data());
        Message message =
                Message.jsonOfServer(
                        "error", json.writeValueAsBytes(body), time.epochMillis().getAsLong());
        Envelope envelope =
                new Envelope(new Channel.OfUser(ERRORS), "e:" + told.incrementAndGet(), message);
        clients.deliverPrivately(client, ERRORS, envelope);
        return true;
    }

    @Override
    public void left(Client client, Refusal refusal, RoomName room) {
        tellOrClose(client, refusal, Destination.write(new Channel.OfRoom(room)));
    }

    @Override
    public void unwatched(Client client, Refusal refusal, RoomName room) {
        tellOrClose(client, refusal, Destination.write(new Channel.OfPresence(room)));
    }

    /**
     * Tells a client of a change that it did not ask for. Closes the client if it listens to no
     * errors.
     */
    private void tellOrClose(Client client, Refusal refusal, String destination) {
        count(refusal.code());
        if (!tell(client, refusal, destination, null)) {
            client.fail(refusal, Departure.REFUSED);
        }
    }

    long counted(ErrorCode code) {
        return Objects.requireNonNull(byCode.get(code)).sum();
    }
}
