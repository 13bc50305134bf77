package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;

/**
 * Decides on a client's first request whether the protocol takes a connection from there. A refusal
 * in the HTTP response costs less than a connection that is made and then closed.
 */
public final class Admission {

    private final Protocol protocol;

    public Admission(Protocol protocol) {
        this.protocol = protocol;
    }

    /** Returns whether to go on. If not, the response says why. */
    public boolean admits(Origin origin, HttpServletResponse response) throws IOException {
        Refusal refusal = protocol.refusal(origin);
        if (refusal == null) {
            return true;
        }
        response.setStatus(refusal.code().status());
        response.setContentType(MediaType.TEXT_PLAIN_VALUE);
        response.getWriter().write(refusal.word());
        return false;
    }
}
