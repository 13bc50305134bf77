package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Appended;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Messages that the embedded engine does not keep. */
class VolatileTest extends EmbeddedFixture {

    @Test
    void aVolatileMessageIsToldOnItsPublishersThreadWhereNothingIsOpen() {
        stored(append("a", LOBBY));
        awaitUntil(store()::isIdle);
        CompletableFuture<Thread> told = new CompletableFuture<>();
        logs.append(ephemeral("b", LOBBY), _ -> told.complete(Thread.currentThread()));
        assertThat(told.getNow(null)).isSameAs(Thread.currentThread());
    }

    @Test
    void aVolatileMessageIsSaidWhileTheDiskIsFull() {
        usableSpace.set(MEGABYTE);
        now.addAndGet(1_000);
        assertThat(await(send(append("a", LOBBY)))).isInstanceOf(Appended.Refused.class);
        assertThat(await(send(ephemeral("b", LOBBY)))).isEqualTo(new Appended.Said(null));
    }
}
