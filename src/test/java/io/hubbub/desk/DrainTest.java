package io.hubbub.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrainTest {

    private final Drain door = new Drain();

    @Test
    void whatWasBegunBeforeItClosedIsUnderWayUntilItEnds() {
        assertThat(door.begin()).isTrue();
        door.close();
        assertThat(door.isQuiet()).isFalse();

        door.end();
        assertThat(door.isQuiet()).isTrue();
    }

    @Test
    void nothingIsBegunOnceItIsClosedAndNothingIsLeftOfTheAttempt() {
        door.close();

        assertThat(door.begin()).isFalse();
        assertThat(door.isQuiet()).isTrue();
    }

    @Test
    void closedIsNotYetDismissing() {
        door.close();
        assertThat(door.isDismissing()).isFalse();

        door.dismiss();
        assertThat(door.isDismissing()).isTrue();
        door.awaitDismissal();
    }

    @Test
    void itOpensAgain() {
        door.close();
        door.dismiss();
        door.open();

        assertThat(door.isClosed()).isFalse();
        assertThat(door.isDismissing()).isFalse();
        assertThat(door.begin()).isTrue();
        door.end();
    }

    /** Whoever got in has either ended when it is quiet, or it is not quiet. */
    @Test
    void onceItIsClosedAndQuietNobodyIsWithin() throws Exception {
        for (int round = 0; round < 50; round++) {
            Drain busy = new Drain();
            AtomicInteger within = new AtomicInteger();
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                for (int i = 0; i < 4; i++) {
                    threads.execute(() -> {
                        while (!busy.isClosed()) {
                            if (busy.begin()) {
                                within.incrementAndGet();
                                within.decrementAndGet();
                                busy.end();
                            }
                        }
                    });
                }
                while (within.get() == 0) {
                    Thread.onSpinWait();
                }
                busy.close();
                while (!busy.isQuiet()) {
                    Thread.onSpinWait();
                }
                assertThat(within).hasValue(0);
            }
        }
    }
}
