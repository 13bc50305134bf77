package io.hubbub.question;

import io.hubbub.message.User;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a question.
 *
 * @param answers in the order in which they arrived, at most one of each client
 * @param missing the clients that were asked and did not answer in time, left before they answered,
 *     or answered with too many bytes
 */
public record Answers(List<Answer> answers, List<Missing> missing) {

    /** What one client answered. The body must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Answer(String client, User user, @Nullable String contentType, byte[] body) {

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** A client that was asked and gave no answer. */
    public record Missing(String client, User user) {}

    public Answers {
        answers = List.copyOf(answers);
        missing = List.copyOf(missing);
    }

    /**
     * The answers as a client reads them. A JSON answer is embedded as it is, text becomes a
     * string, and everything else becomes Base64, with {@code "encoding":"base64"} beside it.
     */
    public byte[] json() {
        return AnswersJson.write(this);
    }
}
