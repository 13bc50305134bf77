package io.hubbub.stomp.frame;

import io.hubbub.budget.Account;
import io.hubbub.budget.Holding;
import io.hubbub.client.FrameLimits;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from the bytes of one client, however the bytes are split. It checks every line and
 * every announced length at once, so a broken frame is refused early. A frame that one read did not
 * bring whole is charged to the client until it is handled. Other frames are not charged, because
 * their bytes are in memory anyway. Between frames the decoder holds no buffer. It belongs to the
 * connection's thread.
 */
public final class StompDecoder {

    private enum State {
        BETWEEN,
        COMMAND,
        HEADERS,
        BODY,
        BROKEN
    }

    /** The longest command. A longer first line is not STOMP. */
    private static final int MAX_COMMAND_BYTES = 16;

    private static final String AUTHORIZATION = "authorization:";

    /** The longest token that is checked, and the name of its header. */
    private static final int MAX_AUTHORIZATION_BYTES = 16 * 1024 + 64;

    /** How many line ends may stand where a CONNECT would have a body. */
    private static final int MAX_BLANK_BODY = 16;

    private static final int NO_LENGTH = -1;

    /** The headers while no frame is being read. Nothing is ever added to them. */
    private static final StompHeaders NO_HEADERS = new StompHeaders();

    /** How long a line's array may be before the client is charged for it. */
    private static final int SMALL_BYTES = 1024;

    /** About how much memory a header takes beside its characters. */
    private static final int HEADER_BYTES = 128;

    private final Account account;
    private final int maxFrame;
    private final int maxHeaders;
    private final int maxHeader;
    private final WholeSend wholeSend;

    /** Decides how headers are escaped. Null until CONNECT was answered. */
    private @Nullable StompVersion version;

    private State state = State.BETWEEN;

    /** The unread part of the current line or body; null if there is none. */
    private byte @Nullable [] part;

    private int partBytes;

    /** Charges {@link #part} and the headers to the client; null until something is charged. */
    private @Nullable Holding held;

    /** How many frames were begun. */
    private long begun;

    // The frame that is being read.
    private int frameBytes;
    private long headBytes;
    private StompFrame.@Nullable Command command;
    private StompHeaders headers = NO_HEADERS;
    private int headerCount;
    private int contentLength = NO_LENGTH;

    public StompDecoder(FrameLimits frameLimits, HeaderLimits headerLimits, Account account) {
        this.account = account;
        maxFrame = (int) frameLimits.frameSize().toBytes();
        maxHeaders = headerLimits.headers();
        maxHeader = (int) headerLimits.headerSize().toBytes();
        wholeSend = new WholeSend(maxFrame, maxHeaders, maxHeader);
    }

    /** Sets the version by which headers are read from now on. */
    public void speak(StompVersion agreed) {
        version = agreed;
    }

    /**
     * Reads all frames that the bytes complete.
     *
     * @param frames takes each frame, and returns false to stop reading, for example after an error
     * @return what is wrong; null if nothing is. After a flaw nothing more may be read
     */
    public @Nullable Flaw read(ByteBuffer bytes, Predicate<StompFrame> frames) {
        while (bytes.hasRemaining()) {
            StompFrame whole =
                    state == State.BETWEEN && version != null ? wholeSend.read(bytes) : null;
            if (whole != null) {
                begun++;
                if (!frames.test(whole)) {
                    return null;
                }
                continue;
            }
            Flaw flaw =
                    switch (state) {
                        case BETWEEN -> between(bytes);
                        case COMMAND, HEADERS -> line(bytes);
                        case BODY -> body(bytes);
                        case BROKEN -> throw new IllegalStateException("read after a flaw");
                    };
            if (flaw != null) {
                return broken(flaw, bytes);
            }
            if (state == State.BETWEEN && command != null) {
                StompFrame frame = new StompFrame(command, headers, takePart());
                command = null;
                headers = NO_HEADERS;
                boolean more = frames.test(frame);
                // Not earlier, because a frame is also held while it is being handled.
                release();
                if (!more) {
                    return null;
                }
            }
        }
        Refusal refusal = isMidFrame() ? claim(part == null ? 0 : part.length) : null;
        return refusal == null ? null : broken(new Flaw(refusal, headers.get("receipt")), bytes);
    }

    private Flaw broken(Flaw flaw, ByteBuffer rest) {
        boolean inHead = state == State.COMMAND || state == State.HEADERS;
        state = State.BROKEN;
        part = null;
        headers = NO_HEADERS;
        release();
        return inHead && flaw.receipt() == null ? new Flaw(flaw.refusal(), receiptIn(rest)) : flaw;
    }

    /** Whether a frame was begun that is not complete. */
    public boolean isMidFrame() {
        return state == State.COMMAND || state == State.HEADERS || state == State.BODY;
    }

    /** How many frames were begun. This tells the frame that is being read from an earlier one. */
    public long begun() {
        return begun;
    }

    /** Charges for the frame with an array of this length; returns why that is refused. */
    private @Nullable Refusal claim(int partLength) {
        if (held == null) {
            held = account.passing();
        }
        return held.hold(headBytes + partLength);
    }

    private void release() {
        if (held != null) {
            held.hold(0);
        }
    }

    /** Skips the line ends between frames, which are heart-beats too. */
    private @Nullable Flaw between(ByteBuffer bytes) {
        byte b = bytes.get(bytes.position());
        if (b == '\n' || b == '\r') {
            bytes.get();
            return null;
        }
        state = State.COMMAND;
        begun++;
        frameBytes = 0;
        headBytes = 0;
        headerCount = 0;
        contentLength = NO_LENGTH;
        headers = new StompHeaders();
        return null;
    }

    private @Nullable Flaw line(ByteBuffer bytes) {
        int bound = bound();
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (frameBytes == maxFrame) {
                return flaw(ErrorCode.FRAME_TOO_LARGE);
            }
            frameBytes++;
            if (b == '\n') {
                return state == State.COMMAND ? command() : header();
            }
            if (b == 0) {
                return flaw(ErrorCode.BAD_FRAME, "A frame's head has no NUL");
            }
            if (partBytes == bound) {
                bound = bound();
            }
            if (partBytes == bound) {
                return state == State.COMMAND
                        ? flaw(ErrorCode.BAD_FRAME, "Unknown command")
                        : flaw(ErrorCode.HEADERS_TOO_LARGE);
            }
            Refusal refusal = makeRoom(1, bound, false);
            if (refusal != null) {
                return new Flaw(refusal, headers.get("receipt"));
            }
            Objects.requireNonNull(part)[partBytes++] = b;
        }
        return null;
    }

    /** How long the line may be, as far as its first bytes show. */
    private int bound() {
        if (state == State.COMMAND) {
            return MAX_COMMAND_BYTES;
        }
        return isAuthorization() ? Math.max(maxHeader, MAX_AUTHORIZATION_BYTES) : maxHeader;
    }

    /** Whether the line may hold a token, which is often longer than other headers may be. */
    private boolean isAuthorization() {
        if (command == null || !command.connects() || part == null) {
            return false;
        }
        int length = Math.min(partBytes, AUTHORIZATION.length());
        String begin = new String(part, 0, length, StandardCharsets.US_ASCII);
        return begin.equalsIgnoreCase(AUTHORIZATION);
    }

    private @Nullable Flaw command() {
        String text = takeLine();
        for (StompFrame.Command known : StompFrame.Command.values()) {
            if (known.name().equals(text)) {
                command = known;
                state = State.HEADERS;
                return null;
            }
        }
        return flaw(ErrorCode.BAD_FRAME, "Unknown command");
    }

    private @Nullable Flaw header() {
        String line = takeLine();
        if (line == null) {
            return flaw(ErrorCode.BAD_FRAME, "A header is not UTF-8");
        }
        if (line.isEmpty()) {
            return head();
        }
        headBytes += HEADER_BYTES + 2L * line.length();
        if (++headerCount > maxHeaders) {
            return flaw(ErrorCode.HEADERS_TOO_LARGE);
        }
        if (line.indexOf('\r') >= 0) {
            // Other programs may take it for the end of a line. 1.2 has an escape for it, the older
            // versions have none.
            return flaw(ErrorCode.BAD_FRAME, "A header holds a carriage return");
        }
        int colon = line.indexOf(':');
        if (colon <= 0) {
            return flaw(ErrorCode.BAD_FRAME, "A header has the form name:value");
        }
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1);
        StompVersion spoken = version;
        if (spoken != null && command != null && !command.connects()) {
            name = spoken.unescape(name);
            value = spoken.unescape(value);
            // From 1.1 on, a colon in a value is escaped. Only 1.0 allows a plain one.
            if (name == null || value == null) {
                return flaw(ErrorCode.BAD_FRAME, "A header holds an unknown escape");
            }
        }
        headers.add(name, value);
        return null;
    }

    /** All headers are there. */
    private @Nullable Flaw head() {
        String length = headers.get("content-length");
        if (length != null) {
            contentLength = number(length);
            if (contentLength < 0) {
                return flaw(ErrorCode.BAD_FRAME, "content-length is not a number of bytes");
            }
            if (contentLength > maxFrame - frameBytes) {
                return flaw(ErrorCode.FRAME_TOO_LARGE);
            }
            if (contentLength > (maySayNothing() ? MAX_BLANK_BODY : 0)
                    && command != StompFrame.Command.SEND) {
                return flaw(ErrorCode.BAD_FRAME, "Only SEND has a body");
            }
        }
        state = State.BODY;
        return null;
    }

    private @Nullable Flaw body(ByteBuffer bytes) {
        if (contentLength != NO_LENGTH) {
            int wanted = Math.min(contentLength - partBytes, bytes.remaining());
            Flaw flaw = append(bytes, wanted, contentLength, wanted == contentLength - partBytes);
            if (flaw != null) {
                return flaw;
            }
            if (partBytes < contentLength || !bytes.hasRemaining()) {
                return null;
            }
            if (bytes.get() != 0) {
                return flaw(ErrorCode.BAD_FRAME, "No NUL after the body's content-length");
            }
            state = State.BETWEEN;
            return blank();
        }
        int nul = bytes.position();
        while (nul < bytes.limit() && bytes.get(nul) != 0) {
            nul++;
        }
        int found = nul - bytes.position();
        boolean tooMuch = found + partBytes > (maySayNothing() ? MAX_BLANK_BODY : 0);
        if (tooMuch && command != StompFrame.Command.SEND) {
            return flaw(ErrorCode.BAD_FRAME, "Only SEND has a body");
        }
        // Subtracted rather than added: with an unlimited bound a sum could overflow.
        if (found > maxFrame - frameBytes - partBytes) {
            return flaw(ErrorCode.FRAME_TOO_LARGE);
        }
        Flaw flaw = append(bytes, found, maxFrame, found < bytes.remaining());
        if (flaw != null) {
            return flaw;
        }
        if (bytes.hasRemaining()) {
            bytes.get();
            state = State.BETWEEN;
            return blank();
        }
        return null;
    }

    /** Some clients write line ends before the NUL of a CONNECT. They are allowed. */
    private boolean maySayNothing() {
        return command != null && command.connects();
    }

    /** Removes such line ends. Anything else there is a body, which only SEND may have. */
    private @Nullable Flaw blank() {
        if (!maySayNothing()) {
            return null;
        }
        for (byte b : takePart()) {
            if (b != '\n' && b != '\r') {
                return flaw(ErrorCode.BAD_FRAME, "Only SEND has a body");
            }
        }
        return null;
    }

    /**
     * The receipt that the rest of a broken head asks for, as far as it has come. It tells the
     * client which of its frames was bad.
     */
    private @Nullable String receiptIn(ByteBuffer bytes) {
        if (bytes.position() == 0 || bytes.get(bytes.position() - 1) != '\n') {
            return null;
        }
        int start = bytes.position();
        for (int i = start; i < bytes.limit() && bytes.get(i) != 0; i++) {
            if (bytes.get(i) != '\n') {
                continue;
            }
            byte[] line = new byte[i - start];
            bytes.get(start, line);
            String text = new String(line, StandardCharsets.UTF_8).stripTrailing();
            if (text.isEmpty()) {
                return null;
            }
            if (text.startsWith("receipt:") && text.length() <= maxHeader) {
                String receipt = text.substring("receipt:".length());
                receipt = version == null ? receipt : version.unescape(receipt);
                if (receipt != null) {
                    return receipt;
                }
            }
            start = i + 1;
        }
        return null;
    }

    /** A line without its end; null if it is not UTF-8. */
    private @Nullable String takeLine() {
        // 1.2 allows CR LF; before CONNECT the version is not known yet, and 1.2 is possible.
        boolean crlf = version == null || version == StompVersion.V1_2;
        byte[] line = part;
        int length = partBytes;
        part = null;
        partBytes = 0;
        if (line == null) {
            return "";
        }
        if (crlf && line[length - 1] == '\r') {
            length--;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private byte[] takePart() {
        byte[] array = part;
        int length = partBytes;
        part = null;
        partBytes = 0;
        if (array == null) {
            return new byte[0];
        }
        return array.length == length ? array : Arrays.copyOf(array, length);
    }

    /**
     * Appends to the body.
     *
     * @param last whether these bytes complete the body
     */
    private @Nullable Flaw append(ByteBuffer bytes, int count, int bound, boolean last) {
        if (count > 0) {
            Refusal refusal = makeRoom(count, bound, last);
            if (refusal != null) {
                return new Flaw(refusal, headers.get("receipt"));
            }
            bytes.get(Objects.requireNonNull(part), partBytes, count);
            partBytes += count;
        }
        return null;
    }

    /**
     * Makes the part's array longer. It is doubled up to the bound, because what was announced may
     * never come. The last piece gets exactly what it needs.
     *
     * @return why it may not grow; null if it did
     */
    private @Nullable Refusal makeRoom(int more, int bound, boolean last) {
        int needed = partBytes + more;
        byte[] array = part;
        int length = array == null ? 0 : array.length;
        if (length >= needed) {
            return null;
        }
        long doubled = last ? needed : Math.max(Math.max(needed, 64), length * 2L);
        int newLength = (int) Math.min(bound, doubled);
        if (!last && newLength > SMALL_BYTES) {
            Refusal refusal = claim(newLength);
            if (refusal != null) {
                return refusal;
            }
        }
        part = array == null ? new byte[newLength] : Arrays.copyOf(array, newLength);
        return null;
    }

    private Flaw flaw(ErrorCode code) {
        return flaw(code, code.meaning());
    }

    private Flaw flaw(ErrorCode code, String why) {
        return new Flaw(new Refusal(code, why), headers.get("receipt"));
    }

    /** Reads a number that consists of digits alone; -1 for anything else. */
    private static int number(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            // A length that no int can hold is longer than any frame may be.
            return Integer.MAX_VALUE;
        }
    }
}
