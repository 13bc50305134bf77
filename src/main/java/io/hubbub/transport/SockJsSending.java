package io.hubbub.transport;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.sockjs.SockJsException;
import org.springframework.web.socket.sockjs.frame.DefaultSockJsFrameFormat;
import org.springframework.web.socket.sockjs.frame.SockJsFrame;
import org.springframework.web.socket.sockjs.frame.SockJsFrameFormat;
import org.springframework.web.socket.sockjs.transport.SockJsSession;
import org.springframework.web.socket.sockjs.transport.TransportType;
import org.springframework.web.socket.sockjs.transport.handler.AbstractHttpSendingTransportHandler;
import org.springframework.web.socket.sockjs.transport.session.AbstractHttpSockJsSession;
import org.springframework.web.util.JavaScriptUtils;

/**
 * One of the ways in which SockJS's HTTP transports send: what a response starts with, how each
 * SockJS frame is wrapped, and after how much the client has to ask again.
 */
final class SockJsSending extends AbstractHttpSendingTransportHandler {

    /** A browser keeps all of a streaming response, so it must end now and then. */
    private static final int STREAM_BYTES = 128 * 1024;

    /** XMLHttpRequests of old browsers show nothing of a response before these many bytes. */
    private static final byte[] XHR_PRELUDE =
            ("h".repeat(2048) + "\n").getBytes(StandardCharsets.US_ASCII);

    private static final byte[] EVENT_SOURCE_PRELUDE = {'\r', '\n'};

    /** What may stand in the page's script: a path of names, which cannot do anything. */
    private static final Pattern CALLBACK = Pattern.compile("[0-9A-Za-z_.]{1,100}");

    private static final String HTML_PRELUDE =
            """
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
            </head>
            <body>
            <h2>Don't panic!</h2>
            <script>
              document.domain = document.domain;
              var c = parent.CALLBACK;
              c.start();
              function p(d) {c.message(d);};
              window.onload = function() {c.stop();};
            </script>
            """;

    /** Browsers parse a page only from some length on. */
    private static final int HTML_PRELUDE_LENGTH = 1024 + 256;

    private final TransportType type;

    SockJsSending(TransportType type) {
        this.type = type;
    }

    @Override
    public TransportType getTransportType() {
        return type;
    }

    /** The name for logs: {@code xhr-streaming}. */
    String word() {
        return type.value().replace('_', '-');
    }

    /** After how many bytes a response ends; a poll's ends with its first frame. */
    int mostBytes() {
        return type == TransportType.XHR ? 0 : STREAM_BYTES;
    }

    @Override
    public SockJsHttpSession createSession(
            String id, WebSocketHandler handler, Map<String, Object> attributes) {
        return new SockJsHttpSession(id, this, handler);
    }

    @Override
    public boolean checkSessionType(SockJsSession session) {
        return session instanceof SockJsHttpSession ours && ours.transport() == this;
    }

    @Override
    protected MediaType getContentType() {
        MediaType content =
                switch (type) {
                    case EVENT_SOURCE -> MediaType.TEXT_EVENT_STREAM;
                    case HTML_FILE -> MediaType.TEXT_HTML;
                    default -> new MediaType("application", "javascript");
                };
        return new MediaType(content, StandardCharsets.UTF_8);
    }

    @Override
    protected SockJsFrameFormat getFrameFormat(ServerHttpRequest request) {
        return switch (type) {
            case EVENT_SOURCE ->
                    new DefaultSockJsFrameFormat("data: %s\r\n\r\n") {
                        // The client decodes percent signs, which Spring's own format forgets.
                        @Override
                        protected String preProcessContent(String content) {
                            return content.replace("%", "%25");
                        }
                    };
            case HTML_FILE ->
                    new DefaultSockJsFrameFormat("<script>\np(\"%s\");\n</script>\r\n") {
                        @Override
                        protected String preProcessContent(String content) {
                            return JavaScriptUtils.javaScriptEscape(content);
                        }
                    };
            default -> new DefaultSockJsFrameFormat("%s\n");
        };
    }

    /** What a response starts with. */
    byte[] prelude(ServerHttpRequest request) {
        return switch (type) {
            case XHR_STREAMING -> XHR_PRELUDE;
            case EVENT_SOURCE -> EVENT_SOURCE_PRELUDE;
            case HTML_FILE -> {
                String page = HTML_PRELUDE.replace("CALLBACK", "" + callback(request));
                int missing = Math.max(0, HTML_PRELUDE_LENGTH - page.length());
                yield (page + " ".repeat(missing) + "\n").getBytes(StandardCharsets.UTF_8);
            }
            default -> new byte[0];
        };
    }

    @Override
    protected void handleRequestInternal(
            ServerHttpRequest request,
            ServerHttpResponse response,
            AbstractHttpSockJsSession session) {
        if (type == TransportType.HTML_FILE && callback(request) == null) {
            response.setStatusCode(HttpStatus.BAD_REQUEST);
            response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
            write(
                    response,
                    "A callback is missing, or is not a path of names"
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        // nginx would keep a stream to itself until it has a buffer full.
        response.getHeaders().set("X-Accel-Buffering", "no");
        if (session.isClosed()) {
            write(response, prelude(request));
            answer(response, getFrameFormat(request), ((SockJsHttpSession) session).lastFrame());
            return;
        }
        super.handleRequestInternal(request, response, session);
    }

    private static @Nullable String callback(ServerHttpRequest request) {
        HttpServletRequest servlet = ((ServletServerHttpRequest) request).getServletRequest();
        String callback = servlet.getParameter("c");
        return callback != null && CALLBACK.matcher(callback).matches() ? callback : null;
    }

    /** Answers a request that no session waits for. */
    static void answer(ServerHttpResponse response, SockJsFrameFormat format, SockJsFrame frame) {
        write(response, format.format(frame).getBytes(StandardCharsets.UTF_8));
    }

    static void write(ServerHttpResponse response, byte[] bytes) {
        try {
            response.getBody().write(bytes);
        } catch (IOException e) {
            throw new SockJsException("Could not answer a request", e);
        }
    }
}
