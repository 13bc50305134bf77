package io.hubbub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a subscriber knows from the messages that it read. It fails on a message that contradicts
 * earlier ones.
 */
final class Folded {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** {@code clients state} by name; none if the room is counted. */
    private final Map<String, String> users = new TreeMap<>();

    /** Of the last count or complete listing. */
    private int count = -1;

    private boolean inSnapshot;
    private boolean listed;

    static Folded of(List<String> messages) {
        Folded folded = new Folded();
        messages.forEach(folded::read);
        return folded;
    }

    Map<String, String> users() {
        assertThat(inSnapshot).as("within a snapshot").isFalse();
        return users;
    }

    int count() {
        return count;
    }

    boolean isListed() {
        return listed;
    }

    /** One message, as {@code event body}. */
    void read(String message) {
        String event = message.substring(0, message.indexOf(' '));
        JsonNode body = JSON.readTree(message.substring(message.indexOf(' ') + 1));
        assertThat(inSnapshot && !event.equals("snapshot")).as("cut short by " + message).isFalse();
        switch (event) {
            case "snapshot" -> snapshot(body);
            case "count" -> {
                users.clear();
                listed = false;
                count = body.get("count").asInt();
            }
            case "join" -> {
                for (JsonNode user : body.get("users")) {
                    assertThat(put(user)).as("known: " + message).isNull();
                }
            }
            case "leave" -> {
                for (JsonNode user : body.get("users")) {
                    assertThat(users.remove(user.asString())).as("unknown: " + message).isNotNull();
                }
            }
            case "update" -> {
                for (JsonNode user : body.get("users")) {
                    assertThat(put(user)).as("unknown: " + message).isNotNull();
                }
            }
            default -> throw new AssertionError(message);
        }
        if (event.equals("join") || event.equals("leave")) {
            assertThat(listed).isTrue();
            count = body.get("count").asInt();
            assertThat(users).hasSize(count);
        }
    }

    private void snapshot(JsonNode body) {
        if (!inSnapshot) {
            users.clear();
        }
        for (JsonNode user : body.get("users")) {
            assertThat(put(user)).isNull();
        }
        listed = true;
        count = body.get("count").asInt();
        inSnapshot = body.get("more").asBoolean();
        if (!inSnapshot) {
            assertThat(users).hasSize(count);
        }
    }

    private String put(JsonNode user) {
        String shown = user.get("clients").asInt() + " " + user.get("state");
        return users.put(user.get("user").asString(), shown);
    }
}
