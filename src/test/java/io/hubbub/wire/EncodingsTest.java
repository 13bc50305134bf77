package io.hubbub.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.PlainFormat;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncodingsTest {

    private final PlainFormat format = new PlainFormat();

    private final Encodings encodings =
            new Encodings(
                    new Envelope(
                            new Channel.OfRoom(new RoomName("main", "lobby")),
                            "e:1",
                            new Message(
                                    "message", null, Map.of(), new byte[] {'x'}, null, null, 0)));

    private String read(String subscription) {
        return new String(encodings.of(format.dialect(subscription)), StandardCharsets.UTF_8);
    }

    @Test
    void aMessageIsEncodedOnceForEachDialectAndEqualDialectsShareTheBytes() {
        byte[] first = encodings.of(format.dialect("a"));
        byte[] second = encodings.of(format.dialect("a"));

        assertThat(second).isSameAs(first);
        assertThat(read("b")).isEqualTo("b e:1 x");
        assertThat(read("a")).isEqualTo("a e:1 x");
        assertThat(format.encodings()).isEqualTo(2);
    }

    @Test
    void moreDialectsThanAreRememberedAreEncodedAgainAndRight() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20; i++) {
                assertThat(read("s" + i)).isEqualTo("s" + i + " e:1 x");
            }
        }
        assertThat(format.encodings()).isEqualTo(20 + 12);
    }

    @Test
    void lanesThatNeedADialectAtOnceEncodeItOnce() throws InterruptedException {
        List<byte[]> frames = new ArrayList<>();
        List<Thread> lanes =
                IntStream.range(0, 8)
                        .mapToObj(_ ->
                                Thread.startVirtualThread(() -> {
                                    byte[] frame = encodings.of(format.dialect("a"));
                                    synchronized (frames) {
                                        frames.add(frame);
                                    }
                                }))
                        .toList();
        for (Thread lane : lanes) {
            lane.join();
        }

        assertThat(frames).hasSize(8).allSatisfy(f -> assertThat(f).isSameAs(frames.getFirst()));
        assertThat(format.encodings()).isEqualTo(1);
    }
}
