package io.hubbub.question;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.hubbub.question.Answers.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Writes {@link Answers} as JSON. */
final class AnswersJson {

    /** An answer as a client reads it. */
    record Told(
            String client,
            String user,
            @JsonRawValue String body,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String encoding) {}

    /** A missing client as a client reads it. */
    record Silent(String client, String user) {}

    /** Everything that a client reads. */
    record Report(List<Told> answers, List<Silent> missing) {}

    /**
     * This is not the application's mapper: that one may accept more than JSON and write other
     * names.
     */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AnswersJson() {}

    static byte[] write(Answers answers) {
        return JSON.writeValueAsBytes(
                new Report(
                        answers.answers().stream().map(AnswersJson::told).toList(),
                        answers.missing().stream()
                                .map(m -> new Silent(m.client(), m.user().name()))
                                .toList()));
    }

    /**
     * Bytes that {@link #text} does not accept become Base64. As a JSON string they could take six
     * times their length.
     */
    private static Told told(Answer answer) {
        String client = answer.client();
        String user = answer.user().name();
        String text = text(answer.body());
        if (text == null) {
            String base64 = Base64.getEncoder().encodeToString(answer.body());
            return new Told(client, user, '"' + base64 + '"', "base64");
        }
        boolean json = isJson(answer.contentType()) && isJsonText(text);
        return new Told(client, user, json ? text : JSON.writeValueAsString(text), null);
    }

    /** The bytes as text; null if they are not UTF-8, or hold control characters. */
    private static @Nullable String text(byte[] body) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r')
                    ? text
                    : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("application/")
                && (type.equals("application/json") || type.endsWith("+json"));
    }

    private static boolean isJsonText(String text) {
        try {
            return !JSON.readTree(text).isMissingNode();
        } catch (JacksonException e) {
            return false;
        }
    }
}
