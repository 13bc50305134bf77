package io.hubbub.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame of STOMP that the server sent, one WebSocket message each.
 *
 * @param binary whether it came in a binary WebSocket message
 * @param headers as they stand there, still escaped
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Stomp(
        boolean binary, String command, Map<String, String> headers, byte[] body, String text) {

    public static Stomp read(boolean binary, byte[] bytes) {
        String text = new String(bytes, UTF_8);
        assertThat(bytes[bytes.length - 1]).as("the end of " + text).isZero();
        int head = 0;
        while (!(bytes[head] == '\n' && bytes[head + 1] == '\n')) {
            head++;
        }
        String[] lines = new String(bytes, 0, head, UTF_8).split("\n", -1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String repeated =
                    headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1));
            assertThat(repeated).as("a header that comes twice in " + text).isNull();
        }
        byte[] body = Arrays.copyOfRange(bytes, head + 2, bytes.length - 1);
        String length = headers.get("content-length");
        assertThat(length == null ? 0 : Integer.parseInt(length))
                .as("content-length of " + text)
                .isEqualTo(body.length);
        return new Stomp(binary, lines[0], headers, body, text);
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public String bodyText() {
        return new String(body, UTF_8);
    }

    /** The offset of {@code message-id}, where that is a position. */
    public long offset() {
        String id = String.valueOf(header("message-id")).replace("\\c", ":");
        return Long.parseLong(id.substring(id.lastIndexOf(':') + 1));
    }

    /** This frame's text, with {@code *} for the values of the headers that have it there. */
    String wild(String expected) {
        String result = text;
        int end = expected.indexOf("\n\n");
        for (String line : expected.substring(0, Math.max(end, 0)).split("\n", -1)) {
            if (line.endsWith(":*")) {
                String name = line.substring(0, line.length() - 2);
                String value = headers.get(name);
                if (value != null && !value.isEmpty()) {
                    result = result.replace('\n' + name + ':' + value + '\n', '\n' + line + '\n');
                }
            }
        }
        return result;
    }
}
