package io.hubbub.transport.sockjs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which SockJS sends over HTTP. Each one says what a response starts with, how a SockJS
 * frame is wrapped, and after how many bytes the client has to ask again.
 */
enum Transport {
    XHR("xhr", "POST", "application/javascript;charset=UTF-8") {
        @Override
        int mostBytes() {
            return 0;
        }
    },
    XHR_STREAMING("xhr_streaming", "POST", "application/javascript;charset=UTF-8") {
        @Override
        byte[] prelude(String callback) {
            return XHR_PRELUDE;
        }
    },
    EVENT_SOURCE("eventsource", "GET", "text/event-stream") {
        @Override
        byte[] prelude(String callback) {
            return LINE;
        }

        @Override
        byte[] wrap(byte[] frame) {
            ByteArrayOutputStream event = new ByteArrayOutputStream(frame.length + 10);
            event.writeBytes(DATA);
            for (byte b : frame) {
                // The client decodes percent signs.
                if (b == '%') {
                    event.writeBytes(PERCENT);
                } else {
                    event.write(b);
                }
            }
            event.writeBytes(LINE);
            event.writeBytes(LINE);
            return event.toByteArray();
        }
    },
    HTML_FILE("htmlfile", "GET", "text/html;charset=UTF-8") {
        @Override
        byte[] prelude(String callback) {
            String page = PAGE.replace("CALLBACK", callback);
            int missing = Math.max(0, PAGE_LENGTH - page.length());
            return (page + " ".repeat(missing) + "\r\n\r\n").getBytes(UTF_8);
        }

        @Override
        byte[] wrap(byte[] frame) {
            ByteArrayOutputStream script = new ByteArrayOutputStream(frame.length + 64);
            script.writeBytes(SCRIPT);
            for (byte b : frame) {
                switch (b) {
                    case '"', '\\' -> {
                        script.write('\\');
                        script.write(b);
                    }
                    // In a page these characters could end the script.
                    case '<' -> script.writeBytes(LESS);
                    case '>' -> script.writeBytes(GREATER);
                    case '&' -> script.writeBytes(AND);
                    default -> script.write(b);
                }
            }
            script.writeBytes(SCRIPT_END);
            return script.toByteArray();
        }
    };

    /** A browser keeps a whole streaming response in memory, so the response must end. */
    private static final int STREAM_BYTES = 128 * 1024;

    /** XMLHttpRequests of old browsers show nothing of a response before so many bytes. */
    private static final byte[] XHR_PRELUDE = ("h".repeat(2048) + "\n").getBytes(US_ASCII);

    private static final byte[] NOTHING = {};
    private static final byte[] LINE = {'\r', '\n'};
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] PERCENT = "%25".getBytes(US_ASCII);
    private static final byte[] SCRIPT = "<script>\np(\"".getBytes(US_ASCII);
    private static final byte[] SCRIPT_END = "\");\n</script>\r\n".getBytes(US_ASCII);
    private static final byte[] LESS = "\\u003C".getBytes(US_ASCII);
    private static final byte[] GREATER = "\\u003E".getBytes(US_ASCII);
    private static final byte[] AND = "\\u0026".getBytes(US_ASCII);

    /** Browsers begin to parse a page only at some length. */
    private static final int PAGE_LENGTH = 1024 + 256;

    private static final String PAGE =
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

    private final String path;
    private final String method;
    private final String contentType;

    Transport(String path, String method, String contentType) {
        this.path = path;
        this.method = method;
        this.contentType = contentType;
    }

    /** Finds a transport by the last segment of an address; null if there is none. */
    static @Nullable Transport of(String path) {
        for (Transport transport : values()) {
            if (transport.path.equals(path)) {
                return transport;
            }
        }
        return null;
    }

    /** The name for logs: {@code sockjs-xhr-streaming}. */
    String word() {
        return "sockjs-" + path.replace('_', '-');
    }

    String method() {
        return method;
    }

    String contentType() {
        return contentType;
    }

    /** After how many bytes a response ends. That of a poll ends with its first frame. */
    int mostBytes() {
        return STREAM_BYTES;
    }

    /**
     * What a response starts with.
     *
     * @param callback the function that the page calls; used by {@link #HTML_FILE} alone
     */
    byte[] prelude(String callback) {
        return NOTHING;
    }

    /** Wraps a SockJS frame as it is sent. */
    byte[] wrap(byte[] frame) {
        byte[] line = Arrays.copyOf(frame, frame.length + 1);
        line[frame.length] = '\n';
        return line;
    }
}
