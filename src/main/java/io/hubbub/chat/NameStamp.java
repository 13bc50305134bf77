package io.hubbub.chat;

import io.hubbub.middleware.Incoming;
import io.hubbub.middleware.Middleware;
import io.hubbub.middleware.Outcome;
import java.util.Set;

/**
 * Puts the sender's name on every message of the chat. The server sets it: it replaces what a
 * client writes there, and removes it if the client gave no name.
 */
final class NameStamp implements Middleware {

    static final String NAME = "x-name";

    private final People people;

    NameStamp(People people) {
        this.people = people;
    }

    @Override
    public Set<String> namespaces() {
        return Set.of(ChatController.CHAT);
    }

    @Override
    public Outcome message(Incoming message) {
        String name = people.chosenName(message.client());
        if (name != null) {
            return Outcome.pass(message.withHeader(NAME, name));
        }
        return message.header(NAME) == null
                ? Outcome.pass()
                : Outcome.pass(message.withoutHeader(NAME));
    }
}
