package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies come out as they went in, whatever bytes they hold and however they were sent. */
@WireTest
class EncodingTest {

    private static byte[] frame(String head, byte[] body) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes((head + "content-length:" + body.length + "\n\n").getBytes(UTF_8));
        frame.writeBytes(body);
        frame.write(0);
        return frame.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "\0",
                "a\0b\0\0c",
                "\r\n\n\r",
                "é😀\u0000ü\uFFFF\u2028",
                "{\"a\":[1,2]}",
                "<script>alert(1)</script>",
                "\u0001\u001f\u007f",
                "MESSAGE\nsubscription:1\n\nx\0"
            })
    void aTextComesBackAsItWas(String text, WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        byte[] body = text.getBytes(UTF_8);
        client.sendFrame(true, WireClient.TEXT, frame("SEND\ndestination:/topic/main/a\n", body));
        Stomp message = client.nextMessage();
        assertThat(message.binary()).isFalse();
        assertThat(message.body()).isEqualTo(body);
        assertThat(message.headers()).doesNotContainKey("content-type");
    }

    @Test
    void aBodyWithoutALengthEndsAtItsNul(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SEND\ndestination:/topic/main/a\n\nline 1\r\nline 2\n\0\n");
        assertThat(client.nextMessage().bodyText()).isEqualTo("line 1\r\nline 2\n");
    }

    @Test
    void everyByteComesBackInABinaryMessage(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        client.sendBinary(
                frame("SEND\ndestination:/topic/main/a\ncontent-type:text/plain\n", body));
        Stomp message = client.nextMessage();
        assertThat(message.binary()).isTrue();
        assertThat(message.body()).isEqualTo(body);
        assertThat(message.headers())
                .containsEntry("content-type", "text/plain")
                .doesNotContainKey("content-encoding");
    }

    @ParameterizedTest
    @CsvSource({
        "application/octet-stream,true",
        "application/octet-stream;x=y,true",
        "Application/Octet-Stream,true",
        "application/json,false",
        "text/plain,false",
        "image/png,false"
    })
    void binaryContentIsABinaryMessage(String contentType, boolean binary, WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SEND\ndestination:/topic/main/a\ncontent-type:" + contentType + "\n\nabc\0");
        Stomp message = client.nextMessage();
        assertThat(message.binary()).isEqualTo(binary);
        assertThat(message.bodyText()).isEqualTo("abc");
        assertThat(message.header("content-type")).isEqualTo(contentType);
    }

    @Test
    void aTextInABinaryMessageComesOutAsText(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.sendBinary("SEND\ndestination:/topic/main/a\nx-u:é\n\nü😀\0".getBytes(UTF_8));
        Stomp message = client.nextMessage();
        assertThat(message.binary()).isFalse();
        assertThat(message.bodyText()).isEqualTo("ü😀");
        assertThat(message.header("x-u")).isEqualTo("é");
    }

    @Test
    void bytesGoThroughAControllerUnchanged(WireClients wire) {
        WireClient client = wire.join("/topic/bytes");
        byte[] body = {(byte) 0xFF, 0, (byte) 0xFE};
        client.sendBinary(
                frame(
                        "SEND\ndestination:/app/bytes\ncontent-type:application/octet-stream\n",
                        body));
        assertThat(client.nextMessage().body()).isEqualTo(body);
    }

    @Test
    void aBodyMayBeAsLongAsAFrameMay(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        byte[] body = new byte[65_000];
        Arrays.fill(body, (byte) 'x');
        client.sendFrame(true, WireClient.TEXT, frame("SEND\ndestination:/topic/main/a\n", body));
        assertThat(client.nextMessage().body()).isEqualTo(body);
    }

    @Test
    void everyReceiverReadsHeadersAsItsVersionHasThem(WireClients wire) {
        WireClient v10 = wire.open();
        v10.send("CONNECT\n\n\0");
        v10.next();
        v10.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0").expectReceipt("1");
        WireClient v11 = wire.connect("1.1");
        v11.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0").expectReceipt("1");
        WireClient v12 = wire.join("/topic/main/a");
        v12.send("SEND\ndestination:/topic/main/a\nx-h:a\\cb\\nc\\\\d\\re\n\n1\0");
        assertThat(v10.nextMessage().header("x-h")).isEqualTo("a:b c\\d e");
        assertThat(v11.nextMessage().header("x-h")).isEqualTo("a\\cb\\nc\\\\d e");
        assertThat(v12.nextMessage().header("x-h")).isEqualTo("a\\cb\\nc\\\\d\\re");
        v10.send("SEND\ndestination:/topic/main/a\nx-h:a:b\\n\\c\n\n2\0");
        assertThat(v10.nextMessage().header("x-h")).isEqualTo("a:b\\n\\c");
        assertThat(v11.nextMessage().header("x-h")).isEqualTo("a\\cb\\\\n\\\\c");
        assertThat(v12.nextMessage().header("x-h")).isEqualTo("a\\cb\\\\n\\\\c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void aRawCarriageReturnIsInNoHeader(String version, WireClients wire) {
        WireClient member = wire.join("/topic/main/a");
        WireClient client = wire.connect(version);
        client.send("SEND\ndestination:/topic/main/a\nx-h:a\rfrom:admin\nreceipt:1\n\n3\0");
        assertThat(client.expectError("bad-frame", 4500).header("message"))
                .isEqualTo("A header holds a carriage return");
        member.expectNothing();
    }

    /** To 1.0 {@code x-name\c} is one name, to who trims {@code "x-name "} another's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2|x-name\\cz",
                "1.0|x-name\\cz",
                "1.2|'x-name '",
                "1.2|'x-name\t'",
                "1.1|'x- name'",
                "1.2|x-name\\n",
                "1.2|x-naméé",
                "1.2|x-name\u200b"
            })
    void theNameOfAHeaderIsNobodysButItsOwn(String version, String name, WireClients wire) {
        WireClient member = wire.join("/topic/chat/names");
        WireClient client = wire.connect(version);
        client.send("SEND\ndestination:/topic/chat/names\n" + name + ":admin\nreceipt:1\n\n3\0");
        client.expectError("bad-frame", 4500);
        member.expectNothing();
    }

    @Test
    void aHeaderOf12CannotBecomeTwoIn10(WireClients wire) {
        WireClient v10 = wire.open();
        v10.send("CONNECT\n\n\0");
        v10.next();
        v10.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0").expectReceipt("1");
        WireClient v12 = wire.connect();
        v12.send(
                "SEND\ndestination:/topic/main/a\nevent:e\\nfrom\\cforged\n"
                        + "x-a:b\\nclient\\cforged\n\nbody\0");
        Stomp message = v10.nextMessage();
        assertThat(message.headers())
                .containsEntry("from", v12.user())
                .containsEntry("client", v12.id());
    }

    @Test
    void aSubscriptionOf10NeedsNoId(WireClients wire) {
        WireClient client = wire.open();
        client.send("CONNECT\n\n\0");
        client.next();
        client.send("SUBSCRIBE\ndestination:/topic/a\nreceipt:1\n\n\0").expectReceipt("1");
        client.send("SEND\ndestination:/topic/a\n\nhello\0");
        client.expect(
                "MESSAGE\nmessage-id:*\ndestination:/topic/a\nevent:message\nsent-at:*\nfrom:*\nclient:*\n"
                        + "content-length:5\n\nhello\0");
        client.send("UNSUBSCRIBE\ndestination:/topic/a\nreceipt:2\n\n\0").expectReceipt("2");
        client.send("SEND\ndestination:/topic/a\n\nhello\0").expectNothing();
    }

    // ---------------------------------------------------------------- how it comes

    @Test
    void aFrameMayComeInSeveralMessages(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send(
                "SE", "ND\ndestination:/top", "ic/main/a\ncontent-le", "ngth:5\n", "\nhe", "llo");
        client.send("\0SEND\ndestination:/topic/main/a\n\nagain\0");
        assertThat(client.nextMessage().bodyText()).isEqualTo("hello");
        assertThat(client.nextMessage().bodyText()).isEqualTo("again");
    }

    @Test
    void aMessageMayComeInFragmentsAndPingsBetweenThem(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        byte[] frame = "SEND\ndestination:/topic/main/a\n\né😀\0".getBytes(UTF_8);
        for (int i = 0; i < frame.length; i++) {
            boolean last = i == frame.length - 1;
            client.sendFrame(
                    last,
                    i == 0 ? WireClient.TEXT : WireClient.CONTINUATION,
                    Arrays.copyOfRange(frame, i, i + 1));
            if (i % 9 == 0 && !last) {
                client.sendFrame(true, WireClient.PING, new byte[] {(byte) i});
            }
        }
        assertThat(client.nextMessage().bodyText()).isEqualTo("é😀");
    }

    @Test
    void oneMessageMayHoldManyFrames(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        StringBuilder all = new StringBuilder("\n");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.append("SEND\ndestination:/topic/main/a\n\n").append(i).append("\0\r\n");
            expected.add(Integer.toString(i));
        }
        client.send(all.toString());
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            bodies.add(client.nextMessage().bodyText());
        }
        assertThat(bodies).isEqualTo(expected);
    }

    @Test
    void aTextMessageThatIsNotUtf8IsAnError(WireClients wire) {
        for (byte[] bad :
                List.of(
                        new byte[] {(byte) 0xFF},
                        new byte[] {(byte) 0xC0, (byte) 0x80},
                        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                        new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                        new byte[] {(byte) 0xE2, (byte) 0x82})) {
            WireClient client = wire.join("/topic/main/a");
            client.sendFrame(
                    true, WireClient.TEXT, frame("SEND\ndestination:/topic/main/a\n", bad));
            client.expectError("bad-frame", 4500);
        }
    }

    @Test
    void aCharacterThatATextMessageCutsOffIsAnError(WireClients wire) {
        WireClient client = wire.connect();
        client.sendFrame(true, WireClient.TEXT, new byte[] {'\n', (byte) 0xC3});
        client.expectError("bad-frame", 4500);
    }

    @Test
    void aCharacterThatAFragmentCutsOffIsNoError(WireClients wire) {
        WireClient client = wire.connect();
        client.sendFrame(
                false,
                WireClient.TEXT,
                frame("SEND\ndestination:/topic/a\n", new byte[] {'a', (byte) 0xC3}));
        client.sendFrame(true, WireClient.CONTINUATION, new byte[] {(byte) 0xA9});
        // The NUL after the announced two bytes came between: this is no character after all.
        client.expectError("bad-frame", 4500);
        WireClient other = wire.join("/topic/main/a");
        byte[] whole = frame("SEND\ndestination:/topic/main/a\n", "é".getBytes(UTF_8));
        int cut = whole.length - 2;
        other.sendFrame(false, WireClient.TEXT, Arrays.copyOfRange(whole, 0, cut));
        other.sendFrame(
                true, WireClient.CONTINUATION, Arrays.copyOfRange(whole, cut, whole.length));
        assertThat(other.nextMessage().bodyText()).isEqualTo("é");
    }
}
