package io.hubbub.engine.embedded.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.Logged;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages as bytes, in the version that knew no excepted clients and in today's. */
class MessageCodecTest {

    private static final RoomName LOBBY = new RoomName("chat", "lobby");
    private static final RoomName HALL = new RoomName("chat", "hall");
    private static final Position POSITION = new Position("e1", 7);
    private static final long KEPT_MILLIS = 1_000_000_000;

    /** As Hubbub 0.1 wrote it. Kept at 1,000,000,000 ms. */
    private static final String FULL_1 =
            "01000000003b9aca000c63686174206d65737361676501106170706c69636174696f6e2f6a736f6e010a616c"
                    + "69636520f09f99820108636c69656e742d370000011f71fb04cb000204636861740468616c6c0463"
                    + "686174056c6f626279010463686174086e6f742f686572650208782d636f6c6f7572056772c3bc6e"
                    + "07782d656d70747900050001ff7f80";

    /** The same of the server's own message "hi" to one room. */
    private static final String PLAIN_1 =
            "01000000003b9aca00076d657373616765000000000000000000000101000000026869";

    private static Message full() {
        return new Message(
                "chat message",
                "application/json",
                Map.of("x-colour", "gr\u00fcn", "x-empty", ""),
                new byte[] {0, 1, -1, 127, -128},
                "alice \ud83d\ude42",
                "client-7",
                1_234_567_890_123L);
    }

    private static Message plain() {
        byte[] body = "hi".getBytes(StandardCharsets.UTF_8);
        return new Message("message", null, Map.of(), body, null, null, 1);
    }

    private static byte[] encoded(Message message, Routing routing) {
        byte[] value =
                MessageCodec.encode(new Append(routing, message, false, "id", null, new Object()));
        MessageCodec.setKeptMillis(value, KEPT_MILLIS);
        return value;
    }

    @Test
    void aMessageThatVersion1WroteIsRead() {
        Logged read = MessageCodec.decode(HALL, POSITION, HexFormat.of().parseHex(FULL_1));
        assertThat(read.position()).isEqualTo(POSITION);
        assertThat(read.message()).usingRecursiveComparison().isEqualTo(full());
        assertThat(read.message().headers().keySet()).containsExactly("x-colour", "x-empty");
        assertThat(read.routing())
                .isEqualTo(
                        new Routing(
                                new Routing.Target.Rooms(List.of(HALL, LOBBY)),
                                List.of(new RoomName("chat", "not/here")),
                                List.of(),
                                false));
    }

    @Test
    void aMessageOfOneRoomThatVersion1WroteIsRead() {
        byte[] value = HexFormat.of().parseHex(PLAIN_1);
        Logged read = MessageCodec.decode(LOBBY, POSITION, value);
        assertThat(read.message()).usingRecursiveComparison().isEqualTo(plain());
        assertThat(read.routing()).isEqualTo(Routing.to(List.of(LOBBY)));
        assertThat(MessageCodec.keptMillis(value)).isEqualTo(KEPT_MILLIS);
    }

    @Test
    void aMessageWithoutExceptedClientsIsWrittenAsVersion1() {
        assertThat(HexFormat.of().formatHex(encoded(plain(), Routing.to(List.of(LOBBY)))))
                .isEqualTo(PLAIN_1);
    }

    @Test
    void exceptedClientsAreKept() {
        Routing routing =
                new Routing(
                        new Routing.Target.Rooms(List.of(LOBBY)),
                        List.of(HALL),
                        List.of("client-1", "client-2"),
                        true);
        byte[] value = encoded(full(), routing);
        Logged read = MessageCodec.decode(LOBBY, POSITION, value);
        assertThat(read.routing()).isEqualTo(routing);
        assertThat(read.message()).usingRecursiveComparison().isEqualTo(full());
        assertThat(MessageCodec.keptMillis(value)).isEqualTo(KEPT_MILLIS);
    }
}
