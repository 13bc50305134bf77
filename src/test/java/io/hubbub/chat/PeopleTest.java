package io.hubbub.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import org.junit.jupiter.api.Test;

class PeopleTest {

    private final Core core = new Core(1);
    private final People people = new People(core.clients);

    private void end(Client client) {
        client.ended();
        core.run();
    }

    @Test
    void whoChoseNoNameHasTheUsers() {
        Client client = core.connect().client();
        assertThat(people.person(client))
                .isEqualTo(new Person(client.id(), "guest-" + client.id(), "guest-c1", true));
        assertThat(people.name(client, "Ada")).isNull();
        assertThat(people.person(client))
                .isEqualTo(new Person(client.id(), "guest-" + client.id(), "Ada", true));
        assertThat(people.name(client, "Grace")).isEqualTo("Ada");
    }

    @Test
    void aNameGivenByOneWhoIsGoneIsNotKept() {
        Client client = core.connect().client();
        end(client);
        people.forget(client.id());
        people.name(client, "Ada");
        assertThat(people.count()).isZero();
    }

    @Test
    void namesWhoseEndWasNeverToldDoNotPileUp() {
        for (int i = 0; i < 10_000; i++) {
            Client client = core.connect().client();
            people.name(client, "Ada");
            end(client);
            assertThat(people.count()).isLessThanOrEqualTo(1_003);
        }
        Client here = core.connect().client();
        people.name(here, "Grace");
        assertThat(people.isNamed(here.id())).isTrue();
    }
}
