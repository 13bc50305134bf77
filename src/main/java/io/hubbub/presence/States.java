package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
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

    /** Whoever reads a state may do so recursively. */
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

    /** What was read; of both, the one that matters is not null, or neither for no state. */
    record Read(@Nullable String state, @Nullable Refusal refusal) {}

    private States() {}

    static Read read(byte[] body) {
        if (body.length > MAX_BYTES) {
            return new Read(null, TOO_LONG);
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString().strip();
            if (text.isEmpty() || text.equals("null")) {
                return new Read(null, null);
            }
            return isObject(text) ? new Read(text, null) : new Read(null, NO_OBJECT);
        } catch (CharacterCodingException | JacksonException e) {
            return new Read(null, NO_OBJECT);
        }
    }

    /** It goes out as it came in, so all of it has to be well-formed. */
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
