package io.hubbub.contract;

import io.hubbub.client.Clients;
import io.hubbub.client.Grant;
import io.hubbub.desk.FrontDesk;
import io.hubbub.message.User;
import java.util.Set;

/** Clients that stand at the front desk themselves. */
record DeskGateway(Clients clients, FrontDesk desk) implements Gateway {

    @Override
    public Party guest() {
        return new DeskParty(clients, desk, null);
    }

    @Override
    public Party user(String name, String... roles) {
        return new DeskParty(clients, desk, Grant.of(new User(name, false, Set.of(roles))));
    }
}
