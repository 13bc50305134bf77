package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.From;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.message.Routing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store has the oldest format that fits what it holds, so that older versions can open it. */
class FormatTest extends EmbeddedFixture {

    private static final Routing WITHOUT_A_CLIENT =
            new Routing(new Routing.Target.Rooms(List.of(LOBBY)), List.of(), List.of("c7"), true);

    private int format() {
        return store().get(Family.META, Meta.FORMAT)[0];
    }

    @Test
    void aStoreWhoseMessagesLeaveNoClientOutHasFormat2() {
        fill(LOBBY, 3);
        assertThat(format()).isEqualTo(2);
        reopen();
        assertThat(format()).isEqualTo(2);
    }

    @Test
    void aStoreWithAMessageThatLeavesAClientOutHasFormat3AndKeepsIt() {
        Append append = append("a", LOBBY);
        stored(new Append(WITHOUT_A_CLIENT, append.message(), false, null, null, null));
        assertThat(format()).isEqualTo(3);
        reopen();
        assertThat(format()).isEqualTo(3);
        assertThat(logs.read(LOBBY, From.END, 1, ALL).messages().getFirst().routing())
                .isEqualTo(WITHOUT_A_CLIENT);
    }
}
