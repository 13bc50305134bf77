package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.budget.Account;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final ByteBuffer scratch = ByteBuffer.allocate(0);
    private final List<Integer> taken = new ArrayList<>();
    private final Core core = new Core(1);
    private final Account account = core.connect().client().account();

    private long held() {
        return core.clients.budget().held();
    }

    @Test
    void whatWaitsAfterAWriteIsOnTheAccountAndWhatIsOutIsNot() {
        Outbox outbox = new Outbox(1_000_000, account);
        outbox.add(new byte[50_000], 1);
        assertThat(outbox.account()).isNull();
        outbox.add(new byte[50_000], 1);
        assertThat(outbox.account()).isNull();
        assertThat(held()).isBetween(96_000L, 104_000L);

        outbox.drainTo(takes(1, 30_000), scratch);
        assertThat(outbox.account()).isNull();
        assertThat(held()).isBetween(76_000L, 84_000L);

        outbox.written();
        outbox.drainTo(takes(1, 0), scratch);
        assertThat(outbox.account()).isNull();
        assertThat(held()).isZero();
    }

    /** A thousand members behind a room's message hold it once, and each a part of that. */
    @Test
    void ofASharedFrameEachHasAPartAndNoneOfItIsForNothing() {
        Outbox few = new Outbox(1_000_000, account);
        few.add(new byte[400_000], 4);
        assertThat(few.account()).isNull();
        assertThat(held()).isBetween(96_000L, 104_000L);
        few.clear();
        assertThat(few.account()).isNull();

        Outbox many = new Outbox(1_000_000, account);
        many.add(new byte[400_000], 1_000);
        assertThat(many.account()).isNull();
        assertThat(held()).isBetween(20_000L, 28_000L);
    }

    /** Else what is a client's alone would be forgotten with what went before it. */
    @Test
    void whenAPartOfItIsOutTheDearestCountsAsWhatStays() {
        Outbox outbox = new Outbox(1_000_000, account);
        outbox.add(new byte[400_000], 1_000);
        outbox.add(new byte[60_000], 1);
        outbox.drainTo(takes(1, 0), scratch);
        assertThat(outbox.account()).isNull();

        assertThat(held()).isBetween(56_000L, 64_000L);
    }

    @Test
    void itTakesUpToItsBoundAndNotOneByteMore() {
        Outbox outbox = new Outbox(100, account);

        assertThat(outbox.add(new byte[60], 1)).isTrue();
        assertThat(outbox.add(new byte[40], 1)).isTrue();
        assertThat(outbox.add(new byte[1], 1)).isFalse();
        assertThat(outbox.bytes()).isEqualTo(100);
    }

    @Test
    void aRefusedFrameChangesNothing() {
        Outbox outbox = new Outbox(100, account);
        outbox.add(new byte[60], 1);
        outbox.add(new byte[41], 1);

        outbox.drainTo(takes(Integer.MAX_VALUE, 0), scratch);

        assertThat(taken).containsExactly(60);
    }

    @Test
    void whatTheWireIsStillWritingCountsAgainstTheBound() {
        Outbox outbox = new Outbox(100, account);
        outbox.add(new byte[80], 1);
        outbox.drainTo(takes(1, 80), scratch);

        assertThat(outbox.bytes()).isEqualTo(80);
        assertThat(outbox.add(new byte[21], 1)).isFalse();
        outbox.written();
        assertThat(outbox.add(new byte[100], 1)).isTrue();
    }

    @Test
    void aFrameLongerThanTheBoundGoesIntoAnEmptyOutbox() {
        Outbox outbox = new Outbox(100, account);

        assertThat(outbox.add(new byte[5_000], 1)).isTrue();
        assertThat(outbox.add(new byte[1], 1)).isFalse();
    }

    @Test
    void aBoundNearTwoGigabytesIsStillABound() {
        Outbox outbox = new Outbox(Integer.MAX_VALUE, account);
        outbox.add(new byte[1], 1);
        outbox.drainTo(takes(1, Integer.MAX_VALUE - 10), scratch);

        assertThat(outbox.add(new byte[11], 1)).isFalse();
    }

    @Test
    void lastWordsMayBringItPastTwoGigabytes() {
        Outbox outbox = new Outbox(Integer.MAX_VALUE - 8, account);
        outbox.add(new byte[1], 1);
        outbox.drainTo(takes(1, Integer.MAX_VALUE - 10), scratch);
        outbox.append(new byte[100]);

        assertThat(outbox.bytes()).isEqualTo(Integer.MAX_VALUE + 90L);
    }

    @Test
    void aBusyWireIsNotAskedAgainUntilItHasWritten() {
        Outbox outbox = new Outbox(100, account);
        outbox.add(new byte[10], 1);
        outbox.add(new byte[20], 1);
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
        Outbox outbox = new Outbox(100, account);
        outbox.add(new byte[10], 1);
        outbox.drainTo(takes(1, 10), scratch);
        outbox.add(new byte[20], 1);
        outbox.add(new byte[70], 1);

        outbox.replace(new byte[7]);

        assertThat(outbox.bytes()).isEqualTo(10 + 7);
        outbox.written();
        outbox.drainTo(takes(9, 0), scratch);
        assertThat(taken).containsExactly(10, 7);
    }

    @Test
    void aClearedOutboxHoldsNothing() {
        Outbox outbox = new Outbox(100, account);
        outbox.add(new byte[10], 1);
        outbox.drainTo(takes(1, 10), scratch);
        outbox.add(new byte[20], 1);

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
