package io.hubbub.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockJsMessagesTest {

    /** Six times as much as any of these is more than an int holds. */
    @ParameterizedTest
    @ValueSource(ints = {400_000_000, 800_000_000, Integer.MAX_VALUE - 8})
    void aBoundOfHundredsOfMegabytesIsStillABound(int maxFrame) {
        SockJsMessages messages = new SockJsMessages(maxFrame);
        List<String> read = new ArrayList<>();

        var flaw =
                messages.read(
                        ByteBuffer.wrap("[\"a\",\"b\"]".getBytes(UTF_8)),
                        true,
                        string -> read.add(UTF_8.decode(string).toString()));

        assertThat(flaw).isNull();
        assertThat(read).containsExactly("a", "b");
    }
}
