package io.hubbub.stomp.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.budget.Account;
import io.hubbub.budget.Budget;
import io.hubbub.budget.Holder;
import io.hubbub.client.Core;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.Limits;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.util.ReflectionTestUtils;

class StompDecoderTest {

    private static final int FRAME_SIZE = 512;
    private static final int HEADERS = 8;
    private static final int HEADER_SIZE = 100;

    private static final Limits LIMITS =
            Core.limits(
                    "frame-size", FRAME_SIZE + "B",
                    "headers", String.valueOf(HEADERS),
                    "header-size", HEADER_SIZE + "B");

    /** Nobody who is ever told to go. */
    private record Stranger() implements Holder {
        @Override
        public String network() {
            return "192.0.2.1";
        }

        @Override
        public void giveWay(Refusal why) {
            throw new AssertionError(why);
        }
    }

    private static Account account() {
        return new Budget(Long.MAX_VALUE, Long.MAX_VALUE).open(new Stranger());
    }

    /** What came of some bytes: frames and, at most, one flaw. */
    private record Outcome(List<String> frames, @Nullable String flaw, @Nullable String receipt) {}

    private static StompDecoder decoder(Limits limits) {
        return new StompDecoder(
                limits.of(FrameLimits.class), limits.of(HeaderLimits.class), account());
    }

    private static StompDecoder decoder(@Nullable StompVersion version) {
        StompDecoder decoder = decoder(LIMITS);
        if (version != null) {
            decoder.speak(version);
        }
        return decoder;
    }

    private static Outcome read(@Nullable StompVersion version, byte[]... chunks) {
        StompDecoder decoder = decoder(version);
        List<String> frames = new ArrayList<>();
        for (byte[] chunk : chunks) {
            Flaw flaw =
                    decoder.read(
                            ByteBuffer.wrap(chunk),
                            frame -> {
                                frames.add(describe(frame));
                                return true;
                            });
            if (flaw != null) {
                return new Outcome(frames, flaw.refusal().code().text(), flaw.receipt());
            }
        }
        return new Outcome(frames, null, null);
    }

    private static Outcome read(@Nullable StompVersion version, String text) {
        return read(version, text.getBytes(UTF_8));
    }

    private static String describe(StompFrame frame) {
        return frame.command() + " " + frame.headers() + " " + new String(frame.body(), ISO_8859_1);
    }

    private static StompFrame only(StompVersion version, String text) {
        List<StompFrame> frames = new ArrayList<>();
        Flaw flaw = decoder(version).read(ByteBuffer.wrap(text.getBytes(UTF_8)), frames::add);
        assertThat(flaw).isNull();
        assertThat(frames).hasSize(1);
        return frames.getFirst();
    }

    // ---------------------------------------------------------------- what is read

    @Test
    void aFrameHasACommandHeadersAndABody() {
        StompFrame frame =
                only(StompVersion.V1_2, "SEND\ndestination:/topic/x\nx-a: b \n\nthe body\0");
        assertThat(frame.command()).isEqualTo(StompFrame.Command.SEND);
        assertThat(frame.headers()).isEqualTo(Map.of("destination", "/topic/x", "x-a", " b "));
        assertThat(frame.body()).asString(UTF_8).isEqualTo("the body");
    }

    @ParameterizedTest
    @EnumSource(StompFrame.Command.class)
    void everyCommandOfAClientIsKnown(StompFrame.Command command) {
        assertThat(only(StompVersion.V1_2, command + "\n\n\0").command()).isEqualTo(command);
    }

    @Test
    void theFirstOfARepeatedHeaderCounts() {
        assertThat(only(StompVersion.V1_2, "SEND\na:1\na:2\n\n\0").headers())
                .isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aColonInAValueStandsForItself() {
        assertThat(only(StompVersion.V1_2, "SEND\na:b:c\n\n\0").header("a")).isEqualTo("b:c");
    }

    @Test
    void aHeaderMayBeEmpty() {
        assertThat(only(StompVersion.V1_2, "SEND\na:\n\n\0").header("a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"V1_0,a\\nb\\c\\\\\\r", "V1_1,", "V1_2,"})
    void onlyFrom11OnAreHeadersEscaped(StompVersion version, @Nullable String raw) {
        String escapes = version == StompVersion.V1_1 ? "a\\nb\\c\\\\" : "a\\nb\\c\\\\\\r";
        String expected =
                raw != null ? raw : version == StompVersion.V1_1 ? "a\nb:\\" : "a\nb:\\\r";
        assertThat(only(version, "SEND\nk:" + escapes + "\n\n\0").header("k")).isEqualTo(expected);
    }

    @Test
    void namesAreEscapedToo() {
        assertThat(only(StompVersion.V1_2, "SEND\na\\cb:c\n\n\0").headers())
                .isEqualTo(Map.of("a:b", "c"));
    }

    @Test
    void connectIsNotEscaped() {
        assertThat(only(StompVersion.V1_2, "CONNECT\npasscode:a\\tb\n\n\0").header("passcode"))
                .isEqualTo("a\\tb");
    }

    @Test
    void linesMayEndInCrLfIn12() {
        StompFrame frame = only(StompVersion.V1_2, "\r\nSEND\r\na:b\r\n\r\nbody\r\n\0\r\n");
        assertThat(describe(frame)).isEqualTo("SEND {a=b} body\r\n");
    }

    @Test
    void linesMayEndInCrLfBeforeTheVersionIsKnown() {
        assertThat(read(null, "CONNECT\r\naccept-version:1.2\r\n\r\n\0").frames())
                .containsExactly("CONNECT {accept-version=1.2} ");
    }

    @Test
    void aCrIsPartOfNoHeader() {
        for (StompVersion version : StompVersion.values()) {
            assertThat(read(version, "SEND\na:b\rc\n\n\0").flaw()).isEqualTo("bad-frame");
        }
        assertThat(read(null, "CONNECT\na:b\rc\n\n\0").flaw()).isEqualTo("bad-frame");
        assertThat(read(StompVersion.V1_1, "SEND\na:b\r\n\n\0").flaw()).isEqualTo("bad-frame");
    }

    @Test
    void heartBeatsMayComeBetweenFrames() {
        Outcome outcome =
                read(StompVersion.V1_2, "\n\n\r\nSEND\n\na\0\n\n\nSEND\n\nb\0SEND\n\nc\0\r\n");
        assertThat(outcome.frames()).containsExactly("SEND {} a", "SEND {} b", "SEND {} c");
    }

    @Test
    void aBodyWithALengthMayHoldNuls() {
        StompFrame frame = only(StompVersion.V1_2, "SEND\ncontent-length:5\n\n\0a\0\n\0\0");
        assertThat(frame.body()).containsExactly(0, 'a', 0, '\n', 0);
    }

    @Test
    void aBodyIsTakenByteForByte() {
        byte[] body = new byte[256];
        for (int i = 0; i < 256; i++) {
            body[i] = (byte) i;
        }
        List<StompFrame> frames = new ArrayList<>();
        Flaw flaw =
                decoder(StompVersion.V1_2)
                        .read(
                                ByteBuffer.wrap(concat("SEND\ncontent-length:256\n\n", body, "\0")),
                                frames::add);
        assertThat(flaw).isNull();
        assertThat(frames.getFirst().body()).isEqualTo(body);
    }

    @Test
    void aFrameMayBeCutAnywhere() {
        byte[] whole =
                ("\r\nSEND\r\ndestination:/topic/é\r\nx-\\c:\\n😀\r\ncontent-length:6\r\n\r\n\0\0a\0é"
                                + "\0\n\nSUBSCRIBE\nid:0\nreceipt:1\n\n\0SEND\n\nto the NUL\0")
                        .getBytes(UTF_8);
        Outcome expected = read(StompVersion.V1_2, whole);
        assertThat(expected.frames()).hasSize(3);
        assertThat(expected.flaw()).isNull();
        for (int cut = 0; cut <= whole.length; cut++) {
            assertThat(read(StompVersion.V1_2, cut(whole, 0, cut), cut(whole, cut, whole.length)))
                    .as("cut at %d", cut)
                    .isEqualTo(expected);
        }
        byte[][] single = new byte[whole.length][];
        for (int i = 0; i < whole.length; i++) {
            single[i] = cut(whole, i, i + 1);
        }
        assertThat(read(StompVersion.V1_2, single)).as("byte by byte").isEqualTo(expected);
    }

    @Test
    void readingStopsWhereTheTakerSaysSo() {
        ByteBuffer bytes = ByteBuffer.wrap("SEND\n\na\0SEND\n\nb\0".getBytes(UTF_8));
        assertThat(decoder(StompVersion.V1_2).read(bytes, _ -> false)).isNull();
        assertThat(bytes.remaining()).isEqualTo("SEND\n\nb\0".length());
    }

    // ---------------------------------------------------------------- what is refused

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELLO\n",
                "send\n",
                "SEND \n",
                " SEND\n",
                "MESSAGE\n",
                "RECEIPT\n",
                "CONNECTED\n",
                "ERROR\n",
                "\0",
                "\0\0\0\0",
                "SEND\0",
                "AVERYLONGCOMMANDINDEED",
                "SEND\nno colon\n",
                "SEND\n:no name\n",
                "SEND\na:b\0",
                "SEND\na:\\t\n",
                "SEND\na:\\",
                "SEND\na\\x:b\n",
                "SEND\ncontent-length:\n\n",
                "SEND\ncontent-length:-1\n\n",
                "SEND\ncontent-length:+1\n\n",
                "SEND\ncontent-length: 1\n\n",
                "SEND\ncontent-length:1.0\n\n",
                "SEND\ncontent-length:0x10\n\n",
                "SEND\ncontent-length:ten\n\n",
                "SEND\ncontent-length:\u0661\n\n",
                "SEND\ncontent-length:3\n\nabcd\0",
                "SUBSCRIBE\nid:0\n\na",
                "SUBSCRIBE\nid:0\ncontent-length:1\n\n",
                "DISCONNECT\ncontent-length:1\n\n"
            })
    void aBrokenFrameIsABadFrame(String text) {
        // A backslash at the very end of a line is only known to be broken when the line ends.
        String whole = text.endsWith("\\") ? text + "\n" : text;
        assertThat(read(StompVersion.V1_2, whole).flaw()).isEqualTo(ErrorCode.BAD_FRAME.text());
    }

    @Test
    void anEscapeOf12IsBrokenIn11() {
        assertThat(read(StompVersion.V1_1, "SEND\na:\\r\n").flaw()).isEqualTo("bad-frame");
    }

    @Test
    void aHeaderThatIsNotUtf8IsABadFrame() {
        for (byte[] bad :
                List.of(
                        new byte[] {(byte) 0xFF},
                        new byte[] {(byte) 0xC3},
                        new byte[] {(byte) 0xC0, (byte) 0x80},
                        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})) {
            assertThat(read(StompVersion.V1_2, concat("SEND\na:", bad, "\n")).flaw())
                    .isEqualTo("bad-frame");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"513", "2147483647", "2147483648", "99999999999999999999999999"})
    void aLengthThatIsTooMuchIsRefusedWhenItIsAnnounced(String length) {
        String head = "SEND\nreceipt:7\ncontent-length:" + length + "\n\n";
        assertThat(read(StompVersion.V1_2, head))
                .isEqualTo(new Outcome(List.of(), "frame-too-large", "7"));
    }

    @Test
    void theWholeFrameCountsForItsBound() {
        String head = "SEND\ncontent-length:";
        int rest = FRAME_SIZE - (head + "nnn\n\n").length();
        assertThat(read(StompVersion.V1_2, head + rest + "\n\n" + "x".repeat(rest) + "\0").frames())
                .hasSize(1);
        assertThat(read(StompVersion.V1_2, head + (rest + 1) + "\n\n").flaw())
                .isEqualTo("frame-too-large");
    }

    @Test
    void aBodyWithoutALengthIsBoundedToo() {
        int rest = FRAME_SIZE - "SEND\n\n".length();
        assertThat(read(StompVersion.V1_2, "SEND\n\n" + "x".repeat(rest) + "\0").frames())
                .hasSize(1);
        assertThat(read(StompVersion.V1_2, "SEND\n\n" + "x".repeat(rest + 1)).flaw())
                .isEqualTo("frame-too-large");
    }

    @Test
    void aHeadIsBoundedByTheFrame() {
        StringBuilder head = new StringBuilder("SEND\n");
        for (int i = 0; i < 6; i++) {
            head.append(i).append(':').append("x".repeat(90)).append('\n');
        }
        assertThat(read(StompVersion.V1_2, head.toString()).flaw()).isEqualTo("frame-too-large");
    }

    @Test
    void headersAreCounted() {
        assertThat(read(StompVersion.V1_2, "SEND\n" + "a:b\n".repeat(HEADERS) + "\n\0").frames())
                .hasSize(1);
        assertThat(read(StompVersion.V1_2, "SEND\n" + "a:b\n".repeat(HEADERS + 1)).flaw())
                .isEqualTo("headers-too-large");
    }

    @Test
    void onlyTheTokenThatConnectShowsMayBeLongerThanAHeader() {
        Limits limits = Core.limits("frame-size", "64KB", "header-size", HEADER_SIZE + "B");
        String token = "Authorization:Bearer " + "x".repeat(12_000);

        assertThat(byteByByte(limits, "CONNECT\n" + token + "\n\n\0")).isEqualTo("1 frames");
        assertThat(byteByByte(limits, "CONNECT\n" + token + "x".repeat(5_000)))
                .isEqualTo("headers-too-large");
        assertThat(byteByByte(limits, "CONNECT\nx-" + token)).isEqualTo("headers-too-large");
        assertThat(byteByByte(limits, "SEND\n" + token)).isEqualTo("headers-too-large");
    }

    /** Reads byte by byte, as a line may come in any number of parts. */
    private static String byteByByte(Limits limits, String text) {
        StompDecoder decoder = decoder(limits);
        List<StompFrame> frames = new ArrayList<>();
        for (byte b : text.getBytes(UTF_8)) {
            Flaw flaw = decoder.read(ByteBuffer.wrap(new byte[] {b}), frames::add);
            if (flaw != null) {
                return flaw.refusal().word();
            }
        }
        return frames.size() + " frames";
    }

    @Test
    void aHeaderIsMeasuredBeforeItsLineEnds() {
        String fits = "a:" + "x".repeat(HEADER_SIZE - 2);
        assertThat(read(StompVersion.V1_2, "SEND\n" + fits + "\n\n\0").frames()).hasSize(1);
        assertThat(read(StompVersion.V1_2, "SEND\n" + fits + "x").flaw())
                .isEqualTo("headers-too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\nreceipt:7\nno colon\n",
                "SEND\nreceipt:7\na:\\x\n",
                "SEND\nreceipt:7\ncontent-length:-1\n\n",
                "SEND\ncontent-length:-1\nreceipt:7\n\n",
                "SUBSCRIBE\nreceipt:7\n\nbody\0",
                "SEND\nno colon\nreceipt:7\n\n\0",
                "SEND\nno colon\na:b\r\nreceipt:7\r\n\r\n\0",
                "SEND\na:\\x\nreceipt:7\nreceipt:8\n\n\0",
                "HELLO\nreceipt:7\n\n\0",
                "MESSAGE\na:b\nreceipt:7\n\n\0",
                "MESSAGE\na:b\nreceipt:\\7\nreceipt:7\n\n\0"
            })
    void aFlawKnowsTheReceiptThatWasAskedFor(String text) {
        assertThat(read(StompVersion.V1_2, text))
                .isEqualTo(new Outcome(List.of(), "bad-frame", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELLO\n\nreceipt:7\n\n\0",
                "HELLO\0SEND\nreceipt:7\n\n\0",
                "SEND\nno colon\n\0receipt:7\n\n\0",
                "HELLO\nreceipt:7"
            })
    void aReceiptBeyondTheHeadIsNone(String text) {
        assertThat(read(StompVersion.V1_2, text))
                .isEqualTo(new Outcome(List.of(), "bad-frame", null));
    }

    @Test
    void theLimitsHoldForASendThatComesWhole() {
        String most = "x:1\n".repeat(HEADERS - 1) + "y:" + "v".repeat(HEADER_SIZE - 2) + "\n";
        int rest = FRAME_SIZE - "SEND\n".length() - most.length() - 1;

        assertThat(read(StompVersion.V1_2, "SEND\n" + most + "\n" + "b".repeat(rest) + "\0").flaw())
                .isNull();
        assertThat(
                        read(
                                        StompVersion.V1_2,
                                        "SEND\n" + most + "\n" + "b".repeat(rest + 1) + "\0")
                                .flaw())
                .isEqualTo("frame-too-large");
        assertThat(read(StompVersion.V1_2, "SEND\nz:1\n" + most + "\n\0").flaw())
                .isEqualTo("headers-too-large");
        assertThat(
                        read(StompVersion.V1_2, "SEND\nz:" + "v".repeat(HEADER_SIZE - 1) + "\n\n\0")
                                .flaw())
                .isEqualTo("headers-too-large");
    }

    @Test
    void theReceiptOfAnEarlierFrameIsNotTheFlaws() {
        assertThat(read(StompVersion.V1_2, "SEND\nreceipt:1\n\n\0HELLO\n").receipt()).isNull();
    }

    // ---------------------------------------------------------------- all the rest

    @Test
    void tenThousandMalformedInputsEndTheSameHoweverTheyAreCut() {
        long seed = 20_260_117L;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] input = Malformed.next(random);
            StompVersion version = List.of(StompVersion.values()).get(random.nextInt(3));
            String as = "seed " + seed + ", input " + i + ": " + new String(input, ISO_8859_1);
            Outcome whole = read(version, input);
            Outcome cut = read(version, cuts(random, input));
            assertThat(cut.frames()).as(as).isEqualTo(whole.frames());
            assertThat(cut.flaw()).as(as).isEqualTo(whole.flaw());
            assertThat(held(version, input)).as(as).isLessThanOrEqualTo(FRAME_SIZE);
        }
    }

    @Test
    void aDecoderHoldsNoMoreThanWhatCame() {
        byte[] head = "SEND\ncontent-length:400\n\nabc".getBytes(UTF_8);
        assertThat(held(StompVersion.V1_2, head)).isLessThanOrEqualTo(64);
    }

    /** The most bytes that the decoder kept, looked at after each byte. */
    private static int held(StompVersion version, byte[] input) {
        StompDecoder decoder = decoder(version);
        int most = 0;
        for (int i = 0; i < input.length; i++) {
            Flaw flaw = decoder.read(ByteBuffer.wrap(input, i, 1), _ -> true);
            if (flaw != null) {
                break;
            }
            byte[] part = (byte[]) ReflectionTestUtils.getField(decoder, "part");
            most = Math.max(most, part == null ? 0 : part.length);
        }
        return most;
    }

    private static byte[][] cuts(Random random, byte[] input) {
        List<byte[]> chunks = new ArrayList<>();
        for (int at = 0; at < input.length; ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(9));
            chunks.add(cut(input, at, end));
            at = end;
        }
        return chunks.toArray(byte[][]::new);
    }

    private static byte[] cut(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] concat(String start, byte[] middle, String end) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(start.getBytes(UTF_8));
        all.writeBytes(middle);
        all.writeBytes(end.getBytes(UTF_8));
        return all.toByteArray();
    }

    @Test
    void withoutBoundsLongHeadersManyHeadersAndLongBodiesAreRead() {
        StompDecoder unbounded =
                decoder(Core.limits("frame-size", "0", "headers", "0", "header-size", "0"));
        String body = "x".repeat(300_000);
        StringBuilder frame = new StringBuilder("SEND\nlong:").append(body).append('\n');
        for (int i = 0; i < 1_000; i++) {
            frame.append('h').append(i).append(":v\n");
        }
        frame.append('\n').append(body).append('\0');
        List<Integer> read = new ArrayList<>();

        Flaw flaw =
                unbounded.read(
                        ByteBuffer.wrap(frame.toString().getBytes(UTF_8)),
                        got -> read.add(got.body().length + got.headers().size()));

        assertThat(flaw).isNull();
        assertThat(read).containsExactly(300_000 + 1_001);
    }
}
