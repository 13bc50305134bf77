package io.hubbub.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that speaks STOMP 1.2, over whatever carries it. */
final class StompParty implements FramedParty {

    private static final String ERRORS = "/user/queue/errors";
    private static final String REPLIES = "/user/queue/replies";

    private final Line line;
    private final String id;
    private final Deque<Heard> heard = new ArrayDeque<>();
    private int commands;

    /** Why the connection ended; null while nothing said so. */
    private @Nullable String ending;

    /**
     * @param credentials headers of CONNECT, each with its line end
     */
    StompParty(Line line, String credentials) {
        this.line = line;
        line.send("CONNECT\naccept-version:1.2\n" + credentials + "\n\0");
        id = String.valueOf(read().header("client"));
        done("SUBSCRIBE\nid:errors\ndestination:" + ERRORS);
        done("SUBSCRIBE\nid:replies\ndestination:" + REPLIES);
    }

    private void done(String head) {
        assertThat(command(head, "").refusal()).isNull();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Reply join(String room) {
        return command("SUBSCRIBE\nid:" + room + "\ndestination:/topic/" + room, "");
    }

    @Override
    public Reply leave(String room) {
        return command("UNSUBSCRIBE\nid:" + room, "");
    }

    @Override
    public Reply publish(String room, String body, Map<String, String> options) {
        StringBuilder head = new StringBuilder("SEND\ndestination:/topic/").append(room);
        options.forEach((name, value) -> head.append('\n').append(name).append(':').append(value));
        return command(head.toString(), body);
    }

    @Override
    public Reply ask(String room, String body) {
        return command("SEND\nask:30000\ndestination:/topic/" + room, body);
    }

    @Override
    public Reply answer(String question, String body) {
        return command("SEND\ndestination:" + question, body);
    }

    @Override
    public Reply watch(String room) {
        return command("SUBSCRIBE\nid:presence of " + room + "\ndestination:/presence/" + room, "");
    }

    @Override
    public Reply fence() {
        return command("SEND\ndestination:/topic/main/nobody-is-here", "");
    }

    /** Sends a frame with a receipt, and reads until its reply comes. */
    private Reply command(String head, String body) {
        String receipt = "c" + commands++;
        line.send(head + "\nreceipt:" + receipt + "\n\n" + body + '\0');
        while (true) {
            Stomp frame = read();
            if (receipt.equals(frame.header("receipt-id"))) {
                return frame.command().equals("RECEIPT")
                        ? new Reply(null, position(frame.header("position")))
                        : new Reply(frame.header("code"), null);
            }
            if (!"errors".equals(frame.header("subscription"))) {
                keep(frame);
                continue;
            }
            JsonNode refusal = JsonMapper.shared().readTree(frame.bodyText());
            if (receipt.equals(refusal.path("receipt").asString(""))) {
                return new Reply(refusal.path("code").asString(), null);
            }
        }
    }

    private Stomp read() {
        Stomp frame = readUntilTheEnd();
        if (frame == null) {
            throw new AssertionError("The connection ended: " + ending);
        }
        return frame;
    }

    /** The next frame; null once the connection has ended. */
    private @Nullable Stomp readUntilTheEnd() {
        String text = line.next();
        while ("\n".equals(text)) {
            text = line.next();
        }
        return text == null ? null : Stomp.read(false, text.getBytes(UTF_8));
    }

    private void keep(Stomp frame) {
        if (frame.command().equals("ERROR")) {
            ending = frame.header("code");
            return;
        }
        String destination = Objects.requireNonNull(frame.header("destination"));
        heard.add(
                new Heard(
                        of(destination),
                        String.valueOf(frame.headers().getOrDefault("event", "message")),
                        frame.bodyText(),
                        frame.header("client"),
                        position(frame.header("message-id")),
                        frame.header("reply-to")));
    }

    private static String of(String destination) {
        if (destination.equals(REPLIES)) {
            return "answers";
        }
        String[] parts = destination.split("/", 4);
        String room = parts.length == 3 ? "main/" + parts[2] : parts[2] + '/' + parts[3];
        return parts[1].equals("presence") ? "presence of " + room : room;
    }

    private static @Nullable String position(@Nullable String escaped) {
        return escaped == null ? null : escaped.replace("\\c", ":");
    }

    @Override
    public Heard hear() {
        while (heard.isEmpty()) {
            keep(read());
        }
        return heard.remove();
    }

    @Override
    public List<Heard> heardSoFar() {
        List<Heard> all = new ArrayList<>(heard);
        heard.clear();
        return all;
    }

    @Override
    public String sendNonsense() {
        line.send("NONSENSE\n\n\0");
        return thaw();
    }

    @Override
    public String publishTooMuch(String room) {
        line.send("SEND\ndestination:/topic/" + room + "\n\n" + "x".repeat(70_000) + '\0');
        return thaw();
    }

    @Override
    public void freeze() {
        line.freeze();
    }

    @Override
    public String thaw() {
        for (Stomp frame = readUntilTheEnd(); frame != null; frame = readUntilTheEnd()) {
            keep(frame);
        }
        return String.valueOf(ending);
    }

    @Override
    public void close() {
        line.close();
    }
}
