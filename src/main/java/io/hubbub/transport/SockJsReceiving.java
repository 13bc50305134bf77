package io.hubbub.transport;

import io.hubbub.client.Limits;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.sockjs.SockJsException;
import org.springframework.web.socket.sockjs.transport.SockJsSession;
import org.springframework.web.socket.sockjs.transport.TransportType;
import org.springframework.web.socket.sockjs.transport.handler.AbstractTransportHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code xhr_send}, by which the clients of all HTTP transports send: an array of strings, each of
 * them bytes of the protocol. A client puts all into it that it has to say since the last request,
 * so the array may be long: it is read string by string, and only one string is ever held.
 */
final class SockJsReceiving extends AbstractTransportHandler {

    /** What a message may hold over SockJS's WebSocket, a string may hold here. */
    private static final int FRAMES_PER_STRING = 6;

    /** What a request has beside its body, about: so an empty one is not for free. */
    private static final int REQUEST_BYTES = 512;

    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private final JsonFactory json;

    SockJsReceiving(Limits limits) {
        long longest = FRAMES_PER_STRING * limits.frameSize().toBytes();
        json =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxStringLength((int) Math.min(longest, Integer.MAX_VALUE))
                                        .build())
                        .build();
    }

    @Override
    public TransportType getTransportType() {
        return TransportType.XHR_SEND;
    }

    @Override
    public boolean checkSessionType(SockJsSession session) {
        return session instanceof SockJsHttpSession;
    }

    @Override
    public void handleRequest(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            SockJsSession session) {
        SockJsHttpSession client = (SockJsHttpSession) session;
        if (!client.isOpen()) {
            response.setStatusCode(HttpStatus.NOT_FOUND);
            return;
        }
        // Not what Spring calls the body, which it makes up anew for what calls itself a form.
        HttpServletRequest servlet = ((ServletServerHttpRequest) request).getServletRequest();
        Refusal flaw = client.receive(receiver -> read(servlet, receiver));
        response.getHeaders().setContentType(TEXT);
        if (flaw == null) {
            response.setStatusCode(HttpStatus.NO_CONTENT);
        } else {
            response.setStatusCode(HttpStatus.valueOf(flaw.code().status()));
            SockJsSending.write(response, flaw.message().getBytes(StandardCharsets.UTF_8));
        }
    }

    private @Nullable Refusal read(HttpServletRequest request, Session receiver) {
        if (!receiver.arrived(REQUEST_BYTES)) {
            return null;
        }
        try (InputStream body = new Counted(request.getInputStream(), receiver);
                JsonParser array = json.createParser(ObjectReadContext.empty(), body)) {
            if (array.nextToken() != JsonToken.START_ARRAY) {
                return bad();
            }
            JsonToken next = array.nextToken();
            while (next == JsonToken.VALUE_STRING && !receiver.client().isEnding()) {
                byte[] bytes = array.getString().getBytes(StandardCharsets.UTF_8);
                receiver.receive(ByteBuffer.wrap(bytes));
                next = array.nextToken();
            }
            boolean complete = next == JsonToken.END_ARRAY && array.nextToken() == null;
            return complete || receiver.client().isEnding() ? null : bad();
        } catch (StreamConstraintsException e) {
            return new Refusal(ErrorCode.FRAME_TOO_LARGE);
        } catch (IOException | JacksonIOException e) {
            throw new SockJsException("The body of an xhr_send broke off", e);
        } catch (JacksonException e) {
            return receiver.client().isEnding() ? null : bad();
        }
    }

    /** Tells the session of each byte as it comes; ends where the session wants no more. */
    private static final class Counted extends FilterInputStream {

        private final Session receiver;

        Counted(InputStream body, Session receiver) {
            super(body);
            this.receiver = receiver;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            return read >= 0 && receiver.arrived(1) ? read : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            return read > 0 && receiver.arrived(read) ? read : -1;
        }
    }

    private static Refusal bad() {
        return new Refusal(ErrorCode.BAD_FRAME, "An xhr_send is an array of strings");
    }
}
