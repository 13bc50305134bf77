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
 * {@code xhr_send}, by which the clients of all transports send: an array of strings, each of them
 * bytes of the protocol. A client puts all into it that it has to say since the last request, so
 * the array may be long: it is read string by string, and only one string is ever held, on the
 * client's account, until it is handled. Where the array breaks off, what came before that has been
 * taken.
 */
final class SockJsReceiving {

    /** What a message may hold over SockJS's WebSocket, a string may hold here. */
    private static final int FRAMES_PER_STRING = 6;

    /** What a request has beside its body, about: so an empty one is not for free. */
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
     * @param session whose request it is; null where there is no such session
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
        // The servlet's parameters won't do: a body that calls itself a form becomes parameters.
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

    /** Nothing more is read of a client whose end is decided, and that is no fault of its JSON. */
    private static Answer ending(Session receiver, Answer answer) {
        return client(receiver).isEnding() ? TAKEN : answer;
    }

    private static Client client(Session receiver) {
        return Objects.requireNonNull(receiver.client());
    }
}
