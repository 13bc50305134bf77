package io.hubbub.contract;

import java.util.function.Supplier;

/** Clients that speak STOMP over lines of one kind. */
final class StompGateway implements Gateway {

    private final Supplier<Line> lines;

    StompGateway(Supplier<Line> lines) {
        this.lines = lines;
    }

    @Override
    public Party guest() {
        return new StompParty(lines.get(), "");
    }

    @Override
    public Party user(String name, String... roles) {
        return new StompParty(
                lines.get(), "Authorization:Bearer " + Tokens.token(name, roles) + '\n');
    }
}
