package io.hubbub.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SockJsMessagesTest {

    private final SockJsMessages messages = new SockJsMessages();

    /** How many strings ended. */
    private int ends;

    /** All strings of a message in a row, followed by "broken" if it is broken. */
    private String read(byte[] message) {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        return read(ByteBuffer.wrap(message), true, strings) ? strings.toString(UTF_8) : "broken";
    }

    private boolean read(ByteBuffer piece, boolean last, ByteArrayOutputStream strings) {
        return messages.read(
                        piece,
                        last,
                        (bytes, end) -> {
                            ends += end ? 1 : 0;
                            byte[] copy = new byte[bytes.remaining()];
                            bytes.get(copy);
                            strings.writeBytes(copy);
                        })
                == null;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"a\",\"b\"]     | ab",
                "\"a\"             | a",
                " [ \"a\" , \"b\" ] | ab",
                "[\"\\u0041\\n\\\"\\\\\\/\"] | `A\n\"\\/`",
                "[\"äöü€😀\"]       | äöü€😀",
                "[\"\\u00e4\\u20AC\\ud83d\\uDE00\"] | ä€😀",
                "[\"\\ud83d\"]      | ?",
                "[\"\\ud83dx\",\"\\ude00\"] | ?x?",
                "[\"\\ud83d\\ud83d\\ude00\"] | ?😀",
                "[\"\\ud83d\\n\"]   | `?\n`",
            })
    void stringsAreRead(String message, String strings) {
        assertThat(read(message.getBytes(UTF_8))).isEqualTo(strings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "[\"\"]", "\"\"", "[\"\",\"\"]"})
    void nothingMayBeSaid(String message) {
        assertThat(read(message.getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "[",
                "[\"a",
                "[\"a\"",
                "[\"a\",",
                "[\"a\",]",
                "[,]",
                "[\"a\"\"b\"]",
                "]",
                "\"",
                "[\"a\"]]",
                "[\"a\"]x",
                "\"a\"\"b\"",
                "[null]",
                "[1]",
                "[[\"a\"]]",
                "{}",
                "a",
                "[\"\\x\"]",
                "[\"\\u00g0\"]",
                "[\"\\u00\"]",
                "[\"a\nb\"]",
                "[\"a\0b\"]",
                "[\"\\"
            })
    void whatIsNoArrayOfStringsIsBroken(String message) {
        assertThat(read(message.getBytes(UTF_8))).isEqualTo("broken");
    }

    /** An attack: a message without an end. Its pieces are handed on, and none is kept. */
    @Test
    void aStringIsHandedOnAsItComes() {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        assertThat(read(ByteBuffer.wrap("[\"SEND".getBytes(UTF_8)), false, strings)).isTrue();
        assertThat(strings.toString(UTF_8)).isEqualTo("SEND");

        for (int i = 0; i < 1_000; i++) {
            assertThat(read(ByteBuffer.wrap("x".repeat(1_000).getBytes(UTF_8)), false, strings))
                    .isTrue();
        }
        assertThat(strings.size()).isEqualTo(4 + 1_000_000);
    }

    @RepeatedTest(50)
    void howItIsCutMakesNoDifference() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> strings = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            strings.add(text(random));
        }
        // Each character as it is, or escaped.
        StringBuilder json = new StringBuilder();
        for (char c : JsonMapper.shared().writeValueAsString(strings).toCharArray()) {
            boolean escape = Character.isSurrogate(c) || (c > 127 && random.nextBoolean());
            json.append(escape ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        byte[] bytes = json.toString().getBytes(UTF_8);
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(4));
            assertThat(read(ByteBuffer.wrap(bytes, from, to - from), to == bytes.length, read))
                    .as("seed %d", seed)
                    .isTrue();
            from = to;
        }

        assertThat(read.toString(UTF_8)).as("seed %d", seed).isEqualTo(String.join("", strings));
        assertThat(ends).as("seed %d", seed).isEqualTo(strings.size());
        assertThat(read("[\"next\"]".getBytes(UTF_8))).isEqualTo("next");
    }

    private static String text(Random random) {
        int[] points =
                random.ints(random.nextInt(20), 0, 5)
                        .map(kind ->
                                switch (kind) {
                                    case 0 -> random.nextInt(0x20);
                                    case 1 -> 'a' + random.nextInt(26);
                                    case 2 -> "\"\\/".charAt(random.nextInt(3));
                                    case 3 -> 0x80 + random.nextInt(0x3000);
                                    default -> 0x1F600 + random.nextInt(50);
                                })
                        .toArray();
        return new String(points, 0, points.length);
    }
}
