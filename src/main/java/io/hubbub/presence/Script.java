package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.engine.Present;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** What a subscriber who was told one view has to be told to know another. */
final class Script {

    static final int MAX_BODY_BYTES = 16 * 1024;

    /** What stands around the users of one message, at most. */
    private static final int FRAME_BYTES = 128;

    private static final String SNAPSHOT = "snapshot";
    private static final String JOIN = "join";
    private static final String LEAVE = "leave";
    private static final String UPDATE = "update";
    private static final String COUNT = "count";

    private Script() {}

    /**
     * The messages that lead from one view to another: none where they say the same.
     *
     * @param told null where the subscriber was told nothing yet
     */
    static List<Line> between(@Nullable View told, View now) {
        if (!now.listed()) {
            return told != null
                            && !told.listed()
                            && told.count() == now.count()
                            && told.clients() == now.clients()
                    ? List.of()
                    : List.of(line(COUNT, counts(now) + '}'));
        }
        return told == null || !told.listed() ? snapshot(now) : changes(told, now);
    }

    private static List<Line> snapshot(View now) {
        List<List<byte[]>> pages = pages(now.users(), Script::entry);
        List<Line> lines = new ArrayList<>();
        for (List<byte[]> page : pages) {
            lines.add(page(SNAPSHOT, counts(now) + ',', page, ",\"more\":true}"));
        }
        // Where nobody is, that is told too.
        List<byte[]> last = pages.isEmpty() ? List.of() : pages.getLast();
        if (!lines.isEmpty()) {
            lines.removeLast();
        }
        lines.add(page(SNAPSHOT, counts(now) + ',', last, ",\"more\":false}"));
        return lines;
    }

    /** Who left comes first, so that a subscriber never holds more than the room does. */
    private static List<Line> changes(View told, View now) {
        List<Present> left = new ArrayList<>();
        List<Present> joined = new ArrayList<>();
        List<Present> updated = new ArrayList<>();
        new View.Walk(told.users(), now.users())
                .pairs((before, after) -> {
                    if (after == null) {
                        left.add(before);
                    } else if (before == null) {
                        joined.add(after);
                    } else if (!before.equals(after)) {
                        updated.add(after);
                    }
                });
        List<Line> lines = new ArrayList<>();
        int count = told.count();
        for (List<byte[]> page : pages(left, user -> quoted(user.user()))) {
            count -= page.size();
            lines.add(page(LEAVE, "{\"count\":" + count + ',', page, "}"));
        }
        for (List<byte[]> page : pages(joined, Script::entry)) {
            count += page.size();
            lines.add(page(JOIN, "{\"count\":" + count + ',', page, "}"));
        }
        for (List<byte[]> page : pages(updated, Script::entry)) {
            lines.add(page(UPDATE, "{", page, "}"));
        }
        return lines;
    }

    /** Splits users over messages. */
    private static List<List<byte[]>> pages(
            List<Present> users, Function<Present, byte[]> written) {
        List<List<byte[]>> pages = new ArrayList<>();
        int room = 0;
        for (Present user : users) {
            byte[] entry = written.apply(user);
            room -= entry.length + 1;
            if (pages.isEmpty() || room < 0) {
                pages.add(new ArrayList<>());
                room = MAX_BODY_BYTES - FRAME_BYTES - entry.length - 1;
            }
            pages.getLast().add(entry);
        }
        return pages;
    }

    private static Line page(String event, String head, List<byte[]> users, String tail) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes((head + "\"users\":[").getBytes(UTF_8));
        for (int i = 0; i < users.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(users.get(i));
        }
        body.writeBytes(("]" + tail).getBytes(UTF_8));
        return new Line(event, body.toByteArray());
    }

    private static Line line(String event, String body) {
        return new Line(event, body.getBytes(UTF_8));
    }

    private static String counts(View view) {
        return "{\"count\":" + view.count() + ",\"clients\":" + view.clients();
    }

    /** A user as a snapshot lists it. */
    private static byte[] entry(Present user) {
        StringBuilder entry = new StringBuilder("{\"user\":");
        quote(user.user(), entry);
        // The state is JSON already: States let nothing else in.
        entry.append(",\"clients\":").append(user.clients()).append(",\"state\":");
        return entry.append(user.state()).append('}').toString().getBytes(UTF_8);
    }

    private static byte[] quoted(String name) {
        StringBuilder text = new StringBuilder();
        quote(name, text);
        return text.toString().getBytes(UTF_8);
    }

    private static void quote(String name, StringBuilder to) {
        to.append('"');
        JsonStringEncoder.getInstance().quoteAsString(name, to);
        to.append('"');
    }
}
