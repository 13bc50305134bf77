package io.hubbub.question;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;

import io.hubbub.message.User;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * What came of a question.
 *
 * @param answers in the order they came, each client's first
 * @param missing who was asked and did not answer in time, left before, or said too much
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

    /** An answer as a client reads it. */
    record Told(
            String client,
            String user,
            @JsonRawValue String body,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String encoding) {}

    /** A missing client as a client reads it. */
    record Silent(String client, String user) {}

    /** All that a client reads. */
    record Report(List<Told> answers, List<Silent> missing) {}

    /** Not the application's, which may read more than JSON and write other names. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Answers {
        answers = List.copyOf(answers);
        missing = List.copyOf(missing);
    }

    /**
     * As the asking client reads it: JSON answers as they are, text as a string, and all else in
     * Base64. What is no text by these rules would take up to six times its length.
     */
    public byte[] json() {
        return JSON.writeValueAsBytes(
                new Report(
                        answers.stream().map(Answers::told).toList(),
                        missing.stream()
                                .map(m -> new Silent(m.client(), m.user().name()))
                                .toList()));
    }

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

    /** Null where it is not UTF-8, or holds control characters that no text has. */
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
