package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;

/**
 * The look at a client's first request, before anything is made for it: where the protocol wants
 * nobody from there, HTTP says so, which costs less than a connection.
 */
public final class Admission {

    private final Protocol protocol;

    public Admission(Protocol protocol) {
        this.protocol = protocol;
    }

    /** Returns whether to go on; else the response says why not. */
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
