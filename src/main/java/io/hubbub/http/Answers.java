package io.hubbub.http;

import io.hubbub.client.Origin;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.share.Places;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Long answers, from when they are made until they are read: so many bytes by address and in all,
 * however slowly anybody reads. Past that the one that is being read the longest is broken off.
 */
public final class Answers {

    /** The attribute of a request by which its connection can be ended. */
    static final String ABORT = Answers.class.getName() + ".abort";

    /** For so long nobody is broken off for others. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(2);

    private final Places held;

    Answers(HttpProperties properties, LongSupplier nanos) {
        held =
                new Places(
                        properties.answersPerAddress().toBytes(),
                        properties.answers().toBytes(),
                        UNDISTURBED,
                        nanos);
    }

    /**
     * Writes an answer, and comes back when it is read but for what sockets hold.
     *
     * @param response with all but its body
     * @return why it was not written; null where it was
     */
    public @Nullable Refusal write(
            HttpServletRequest request, HttpServletResponse response, byte[] body)
            throws IOException {
        Runnable abort =
                request.getAttribute(ABORT) instanceof Runnable connection ? connection : () -> {};
        String network = new Origin("http", request.getRemoteAddr(), null).network();
        return switch (held.take(network, body.length, abort)) {
            case Places.Full.OF_OWNER -> new Refusal(ErrorCode.TOO_MANY_REQUESTS);
            case Places.Full.OF_ALL -> new Refusal(ErrorCode.OVERLOADED);
            case Places.Place place -> {
                try {
                    response.setContentLength(body.length);
                    response.getOutputStream().write(body);
                    yield null;
                } finally {
                    place.leave();
                }
            }
        };
    }

    /** How many bytes are held. */
    long bytes() {
        return held.size();
    }
}
