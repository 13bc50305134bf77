package io.hubbub.http;

import io.hubbub.client.Origin;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.share.FairSlots;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of long answers while their clients read them, by address and in all, however
 * slowly anybody reads. Past the bound, the answer that has been read for the longest is cut off.
 */
public final class Answers {

    /** The attribute of a request that can end its connection. */
    static final String ABORT = Answers.class.getName() + ".abort";

    /** No answer is cut off for others before it is this old. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(2);

    private final FairSlots held;

    Answers(HttpProperties properties, LongSupplier nanos) {
        held =
                new FairSlots(
                        properties.answersPerAddress().toBytes(),
                        properties.answers().toBytes(),
                        UNDISTURBED,
                        nanos);
    }

    /**
     * Writes an answer. Returns when the client has read it, except for what the sockets hold.
     *
     * @param response the response with everything but its body
     * @return why it was not written; null if it was
     */
    public @Nullable Refusal write(
            HttpServletRequest request, HttpServletResponse response, byte[] body)
            throws IOException {
        Runnable abort =
                request.getAttribute(ABORT) instanceof Runnable connection ? connection : () -> {};
        String network = new Origin("http", request.getRemoteAddr(), null).network();
        return switch (held.take(network, body.length, abort)) {
            case FairSlots.Full.OF_OWNER -> new Refusal(ErrorCode.TOO_MANY_REQUESTS);
            case FairSlots.Full.OF_ALL -> new Refusal(ErrorCode.OVERLOADED);
            case FairSlots.Place place -> {
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

    /** How many bytes of answers are held now. */
    long bytes() {
        return held.size();
    }
}
