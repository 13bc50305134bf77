package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every engine does when it is closed, and afterwards. */
public abstract class ClosingContract extends RoomLogsFixture {

    @Test
    void closingTellsAllThatIsOpen() {
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            outcomes.add(send(append("m" + i, LOBBY)));
        }
        logs.close();
        for (CompletableFuture<Appended> outcome : outcomes) {
            assertThat(outcome).isCompletedWithValueMatching(Appended.Stored.class::isInstance);
        }
    }

    @Test
    void aMessageAfterTheEndIsRefused() {
        logs.close();
        assertThat(await(send(append("a", LOBBY))))
                .isInstanceOfSatisfying(
                        Appended.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo(ErrorCode.SHUTTING_DOWN));
        logs.close();
    }

    @Test
    void aVolatileMessageIsSaidAfterTheEndAsWell() {
        logs.close();
        assertThat(await(send(ephemeral("a", LOBBY)))).isEqualTo(new Appended.Said(null));
    }
}
