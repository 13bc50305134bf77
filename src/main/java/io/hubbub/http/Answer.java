package io.hubbub.http;

import io.hubbub.message.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The answer to a request that is refused before any servlet sees it: the code and its sentence.
 */
final class Answer {

    /** A close code below this one means that a later try may succeed. */
    private static final int COME_BACK = 4500;

    private Answer() {}

    static void send(Response response, Callback callback, Refusal refusal) {
        response.setStatus(refusal.code().status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        if (refusal.code().closeCode() < COME_BACK) {
            headers.put(HttpHeader.RETRY_AFTER, "1");
        }
        String text = refusal.word() + ": " + refusal.message() + "\n";
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
