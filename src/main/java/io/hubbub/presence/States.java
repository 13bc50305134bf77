package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Reads the states that clients set. */
final class States {

    static final int MAX_BYTES = 1024;

    /** Bounds the nesting, because a program that reads a state may do so recursively. */
    static final int MAX_DEPTH = 16;

    private static final JsonMapper JSON =
            new JsonMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(MAX_DEPTH)
                                            .build())
                            .build());

    private static final Refusal TOO_LONG = bad("A state is at most " + MAX_BYTES + " bytes long");
    private static final Refusal NO_OBJECT =
            bad("A state is a JSON object, at most " + MAX_DEPTH + " levels deep, or null");

    private States() {}

    /** Reads the state in a body; null for no state. */
    static Result<@Nullable String> read(byte[] body) {
        if (body.length > MAX_BYTES) {
            return Result.refused(TOO_LONG);
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString().strip();
            if (text.isEmpty() || text.equals("null")) {
                return Result.done(null);
            }
            return isObject(text)
                    ? Result.<@Nullable String>done(text)
                    : Result.<@Nullable String>refused(NO_OBJECT);
        } catch (CharacterCodingException | JacksonException e) {
            return Result.refused(NO_OBJECT);
        }
    }

    /**
     * Whether the text is a well-formed JSON object. All of it is checked, because it goes out as
     * it came in.
     */
    private static boolean isObject(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        }
    }

    private static Refusal bad(String message) {
        return new Refusal(ErrorCode.BAD_BODY, message);
    }
}
