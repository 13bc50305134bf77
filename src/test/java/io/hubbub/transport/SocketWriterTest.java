package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

class SocketWriterTest {

    private final ByteBuffer scratch = ByteBuffer.allocate(8);
    private int written;
    private int broken;

    @Test
    void whatTheSocketTakesIsOutAtOnce() {
        ByteArrayEndPoint socket = new ByteArrayEndPoint(new byte[0], 100);

        assertThat(write(socket, frames("abc", "de", "longer than the scratch", "f"))).isZero();
        assertThat(socket.getOutputString()).isEqualTo("abcdelonger than the scratchf");
        assertThat(written).isZero();
    }

    @Test
    void whatTheSocketDoesNotTakeIsStillBeingWrittenAndTheNextFramesStay() {
        ByteArrayEndPoint socket = new ByteArrayEndPoint(new byte[0], 4);
        Queue<byte[]> frames = frames("abcdef", "ghijkl");

        assertThat(write(socket, frames)).isEqualTo(2);
        assertThat(frames).hasSize(1);
        assertThat(written).isZero();

        assertThat(socket.takeOutputString()).isEqualTo("abcd");
        socket.getWriteFlusher().completeWrite();
        assertThat(socket.takeOutputString()).isEqualTo("ef");
        assertThat(written).isEqualTo(1);
    }

    @Test
    void whatTlsTookAndHoldsIsNotOutYet() {
        HoldingEndPoint tls = new HoldingEndPoint();
        Queue<byte[]> frames = frames("abcdef", "ghijkl");

        assertThat(write(tls, frames)).isPositive();
        assertThat(frames).hasSize(1);
        assertThat(written).isZero();

        tls.holding = false;
        tls.getWriteFlusher().completeWrite();
        assertThat(written).isEqualTo(1);
        assertThat(tls.getOutputString()).isEqualTo("abcdef");
    }

    @Test
    void aBrokenSocketIsReportedAndNothingMoreIsTried() {
        ByteArrayEndPoint socket = new ByteArrayEndPoint(new byte[0], 100);
        socket.close();
        Queue<byte[]> frames = frames("abc", "def");

        assertThat(write(socket, frames)).isZero();
        assertThat(frames).isEmpty();
        assertThat(broken).isEqualTo(1);
    }

    /**
     * Takes all bytes and says that it is not done, as TLS does when it can encrypt but not send.
     */
    private static final class HoldingEndPoint extends ByteArrayEndPoint {

        private boolean holding = true;

        HoldingEndPoint() {
            super(new byte[0], 100);
        }

        @Override
        public boolean flush(ByteBuffer... buffers) throws IOException {
            return super.flush(buffers) && !holding;
        }

        @Override
        protected void onIncompleteFlush() {
            // The test says when the socket takes more.
        }
    }

    private int write(ByteArrayEndPoint socket, Queue<byte[]> frames) {
        return new SocketWriter(socket, () -> written++, () -> broken++).write(frames, scratch);
    }

    private static Queue<byte[]> frames(String... frames) {
        List<byte[]> bytes =
                Stream.of(frames).map(f -> f.getBytes(StandardCharsets.US_ASCII)).toList();
        return new ArrayDeque<>(bytes);
    }
}
