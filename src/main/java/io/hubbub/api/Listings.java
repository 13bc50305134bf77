package io.hubbub.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.desk.QueryAnswer;
import io.hubbub.engine.Logged;
import io.hubbub.engine.Page;
import io.hubbub.engine.PresentUser;
import io.hubbub.message.Message;
import io.hubbub.presence.Presence;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/** Writes what was read as JSON. */
final class Listings {

    private static final String OWN_HEADER = "x-";

    private final JsonMapper json;

    Listings(JsonMapper json) {
        this.json = json;
    }

    byte[] of(QueryAnswer answer) {
        return switch (answer) {
            case QueryAnswer.Messages(Page page) -> of(page);
            case QueryAnswer.People(Presence.Reading reading) -> of(reading);
            case QueryAnswer.Deleted() -> new byte[0];
        };
    }

    private byte[] of(Page page) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator to = json.createGenerator(bytes)) {
            to.writeStartObject();
            to.writeStringProperty("epoch", page.span().epoch());
            to.writeNumberProperty("oldest", page.span().oldest());
            to.writeNumberProperty("newest", page.span().newest());
            to.writeArrayPropertyStart("messages");
            page.messages().forEach(logged -> message(to, logged));
            to.writeEndArray();
            to.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void message(JsonGenerator to, Logged logged) {
        Message message = logged.message();
        to.writeStartObject();
        to.writeStringProperty("position", logged.position().toString());
        to.writeStringProperty("event", message.event());
        body(to, message);
        to.writeStringProperty("contentType", message.contentType());
        to.writeStringProperty("from", message.from());
        to.writeStringProperty("client", message.client());
        to.writeNumberProperty("sentAt", message.sentAtMillis());
        to.writeObjectPropertyStart("headers");
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            if (header.getKey().startsWith(OWN_HEADER)) {
                to.writeStringProperty(header.getKey(), header.getValue());
            }
        }
        to.writeEndObject();
        to.writeEndObject();
    }

    /** As JSON where it says that it is, and is; else as text; where it is none, as Base64. */
    private void body(JsonGenerator to, Message message) {
        String text = text(message.body());
        if (text == null) {
            to.writeStringProperty("encoding", "base64");
            to.writeBinaryProperty("body", message.body());
        } else if (isJson(message.contentType()) && isValue(text)) {
            to.writeName("body");
            to.writeRawValue(text);
        } else {
            to.writeStringProperty("body", text);
        }
    }

    /** Null where it is no UTF-8. */
    private static @Nullable String text(byte[] body) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** Whether it is one JSON value and nothing else: it goes out as it stands. */
    private boolean isValue(String text) {
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private byte[] of(Presence.Reading reading) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator to = json.createGenerator(bytes)) {
            to.writeStartObject();
            to.writeNumberProperty("count", reading.count());
            to.writeNumberProperty("clients", reading.clients());
            if (reading.users() != null) {
                to.writeArrayPropertyStart("users");
                reading.users().forEach(user -> user(to, user));
                to.writeEndArray();
                to.writeBooleanProperty("more", reading.more());
            }
            to.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void user(JsonGenerator to, PresentUser user) {
        to.writeStartObject();
        to.writeStringProperty("user", user.user());
        to.writeNumberProperty("clients", user.clients());
        to.writeName("state");
        if (user.state() == null) {
            to.writeNull();
        } else {
            to.writeRawValue(user.state());
        }
        to.writeEndObject();
    }
}
