package io.hubbub.transport.sockjs;

import io.hubbub.client.Client;
import io.hubbub.client.FrameLimits;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.transport.MessageType;
import io.hubbub.transport.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code xhr_send}, by which the clients of all transports send. The body is an array of strings,
 * and each string is a message of the protocol. A client sends everything since its last request at
 * once, so the array may be long. It is read string by string. Only one string is held at a time,
 * on the client's account, until it is handled. If the array breaks off, the strings before the
 * break have been taken.
 */
final class SockJsReceiving {

    /** How many frames of the longest kind one string may hold. */
    private static final int FRAMES_PER_STRING = 6;

    /** About what a request has besides its body. An empty request counts that much. */
    private static final int REQUEST_BYTES = 512;

    private static final Answer TAKEN = new Answer(HttpServletResponse.SC_NO_CONTENT, "");

    // In the words of SockJS's protocol, and with its status.
    private static final Answer EMPTY = new Answer(500, "Payload expected.");
    private static final Answer BROKEN = new Answer(500, "Broken JSON encoding.");

    private record Answer(int status, String text) {}

    private final JsonFactory json;

    SockJsReceiving(FrameLimits limits) {
        long longest = FRAMES_PER_STRING * limits.frameSize().toBytes();
        json =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxStringLength((int) Math.min(longest, Integer.MAX_VALUE))
                                        .build())
                        .build();
    }

    /**
     * Takes a request.
     *
     * @param session the session that the request belongs to; null if there is none
     */
    void handle(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable SockJsSession session)
            throws IOException {
        Answer answer = null;
        try {
            answer =
                    session == null
                            ? null
                            : session.receive(receiver -> read(request, session, receiver));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (answer == null) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        } else if (answer.equals(TAKEN)) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            // Old browsers take an answer without a type for XML, and complain of it.
            response.setContentType("text/plain;charset=UTF-8");
        } else {
            SockJsEndpoint.say(response, answer.status(), answer.text());
        }
    }

    private Answer read(HttpServletRequest request, SockJsSession session, Session receiver) {
        if (!receiver.arrived(REQUEST_BYTES)) {
            return TAKEN;
        }
        // The servlet's parameters will not do: a body that calls itself a form becomes parameters.
        try (SockJsBody body = new SockJsBody(request, receiver)) {
            session.reads(body);
            Answer answer = read(body, receiver);
            Refusal refusal = body.refusal();
            return refusal == null ? answer : refused(receiver, refusal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer read(SockJsBody body, Session receiver) {
        try (JsonParser array = json.createParser(ObjectReadContext.empty(), body)) {
            JsonToken next = array.nextToken();
            if (next != JsonToken.START_ARRAY) {
                return ending(receiver, next == null ? EMPTY : BROKEN);
            }
            next = array.nextToken();
            while (next == JsonToken.VALUE_STRING && !client(receiver).isEnding()) {
                byte[] bytes = array.getString().getBytes(StandardCharsets.UTF_8);
                receiver.receive(MessageType.TEXT, ByteBuffer.wrap(bytes), true);
                body.handled();
                next = array.nextToken();
            }
            boolean complete = next == JsonToken.END_ARRAY && array.nextToken() == null;
            return complete ? TAKEN : ending(receiver, BROKEN);
        } catch (StreamConstraintsException e) {
            return refused(receiver, new Refusal(ErrorCode.FRAME_TOO_LARGE));
        } catch (JacksonIOException e) {
            if (body.isCut()) {
                return TAKEN;
            }
            throw new UncheckedIOException(new IOException("The body of an xhr_send broke off", e));
        } catch (JacksonException e) {
            return ending(receiver, BROKEN);
        }
    }

    private static Answer refused(Session receiver, Refusal refusal) {
        receiver.fail(refusal);
        return new Answer(refusal.code().status(), refusal.message());
    }

    /** Reading stops when the client's end is decided. Then its JSON is not to blame. */
    private static Answer ending(Session receiver, Answer answer) {
        return client(receiver).isEnding() ? TAKEN : answer;
    }

    private static Client client(Session receiver) {
        return Objects.requireNonNull(receiver.client());
    }
}
