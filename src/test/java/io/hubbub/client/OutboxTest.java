package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final ByteBuffer scratch = ByteBuffer.allocate(0);
    private final List<Integer> taken = new ArrayList<>();

    @Test
    void itTakesUpToItsBoundAndNotOneByteMore() {
        Outbox outbox = new Outbox(100);

        assertThat(outbox.add(new byte[60])).isTrue();
        assertThat(outbox.add(new byte[40])).isTrue();
        assertThat(outbox.add(new byte[1])).isFalse();
        assertThat(outbox.bytes()).isEqualTo(100);
    }

    @Test
    void aRefusedFrameChangesNothing() {
        Outbox outbox = new Outbox(100);
        outbox.add(new byte[60]);
        outbox.add(new byte[41]);

        outbox.drainTo(takes(Integer.MAX_VALUE, 0), scratch);

        assertThat(taken).containsExactly(60);
    }

    @Test
    void whatTheWireIsStillWritingCountsAgainstTheBound() {
        Outbox outbox = new Outbox(100);
        outbox.add(new byte[80]);
        outbox.drainTo(takes(1, 80), scratch);

        assertThat(outbox.bytes()).isEqualTo(80);
        assertThat(outbox.add(new byte[21])).isFalse();
        outbox.written();
        assertThat(outbox.add(new byte[100])).isTrue();
    }

    @Test
    void aFrameLongerThanTheBoundGoesIntoAnEmptyOutbox() {
        Outbox outbox = new Outbox(100);

        assertThat(outbox.add(new byte[5_000])).isTrue();
        assertThat(outbox.add(new byte[1])).isFalse();
    }

    @Test
    void aBoundNearTwoGigabytesIsStillABound() {
        Outbox outbox = new Outbox(Integer.MAX_VALUE);
        outbox.add(new byte[1]);
        outbox.drainTo(takes(1, Integer.MAX_VALUE - 10), scratch);

        assertThat(outbox.add(new byte[11])).isFalse();
    }

    @Test
    void lastWordsMayBringItPastTwoGigabytes() {
        Outbox outbox = new Outbox(Integer.MAX_VALUE - 8);
        outbox.add(new byte[1]);
        outbox.drainTo(takes(1, Integer.MAX_VALUE - 10), scratch);
        outbox.append(new byte[100]);

        assertThat(outbox.bytes()).isEqualTo(Integer.MAX_VALUE + 90L);
    }

    @Test
    void aBusyWireIsNotAskedAgainUntilItHasWritten() {
        Outbox outbox = new Outbox(100);
        outbox.add(new byte[10]);
        outbox.add(new byte[20]);
        outbox.drainTo(takes(1, 10), scratch);
        outbox.drainTo(takes(1, 0), scratch);

        assertThat(taken).containsExactly(10);
        assertThat(outbox.isBehind()).isTrue();

        outbox.written();
        outbox.drainTo(takes(1, 0), scratch);

        assertThat(taken).containsExactly(10, 20);
        assertThat(outbox.isBehind()).isFalse();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void theLastWordsTakeThePlaceOfWhatWaited() {
        Outbox outbox = new Outbox(100);
        outbox.add(new byte[10]);
        outbox.drainTo(takes(1, 10), scratch);
        outbox.add(new byte[20]);
        outbox.add(new byte[70]);

        outbox.replace(new byte[7]);

        assertThat(outbox.bytes()).isEqualTo(10 + 7);
        outbox.written();
        outbox.drainTo(takes(9, 0), scratch);
        assertThat(taken).containsExactly(10, 7);
    }

    @Test
    void aClearedOutboxHoldsNothing() {
        Outbox outbox = new Outbox(100);
        outbox.add(new byte[10]);
        outbox.drainTo(takes(1, 10), scratch);
        outbox.add(new byte[20]);

        outbox.clear();

        assertThat(outbox.bytes()).isZero();
        assertThat(outbox.isBehind()).isFalse();
        outbox.drainTo(takes(9, 0), scratch);
        assertThat(taken).containsExactly(10);
    }

    /** A wire that takes so many frames and is then still writing so many bytes. */
    private Wire takes(int frames, int writing) {
        return new Wire() {
            @Override
            public int write(Queue<byte[]> queue, ByteBuffer buffer) {
                for (int i = 0; i < frames && !queue.isEmpty(); i++) {
                    taken.add(queue.remove().length);
                }
                return writing;
            }

            @Override
            public void close(int code, String reason) {
                throw new AssertionError();
            }

            @Override
            public void abort() {
                throw new AssertionError();
            }
        };
    }
}
