package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.engine.PresentUser;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Computes the messages that bring a subscriber from the view that it was told to another view. */
final class Difference {

    static final int MAX_BODY_BYTES = 16 * 1024;

    /** The most bytes of a message beside its users. */
    private static final int FRAME_BYTES = 128;

    private static final String SNAPSHOT = "snapshot";
    private static final String JOIN = "join";
    private static final String LEAVE = "leave";
    private static final String UPDATE = "update";
    private static final String COUNT = "count";

    private Difference() {}

    /**
     * The messages that bring a subscriber from one view to another; none if both views say the
     * same.
     *
     * @param told null if the subscriber was told nothing yet
     */
    static List<Notice> between(@Nullable View told, View now) {
        if (!now.listed()) {
            return told != null
                            && !told.listed()
                            && told.count() == now.count()
                            && told.clients() == now.clients()
                    ? List.of()
                    : List.of(notice(COUNT, counts(now) + '}'));
        }
        return told == null || !told.listed() ? snapshot(now) : changes(told, now);
    }

    private static List<Notice> snapshot(View now) {
        List<List<byte[]>> pages = pages(now.users(), Difference::entry);
        List<Notice> notices = new ArrayList<>();
        for (List<byte[]> page : pages) {
            notices.add(page(SNAPSHOT, counts(now) + ',', page, ",\"more\":true}"));
        }
        // An empty room has a snapshot too.
        List<byte[]> last = pages.isEmpty() ? List.of() : pages.getLast();
        if (!notices.isEmpty()) {
            notices.removeLast();
        }
        notices.add(page(SNAPSHOT, counts(now) + ',', last, ",\"more\":false}"));
        return notices;
    }

    /** Leaves come first, so that a subscriber never has more users than the room has. */
    private static List<Notice> changes(View told, View now) {
        List<PresentUser> left = new ArrayList<>();
        List<PresentUser> joined = new ArrayList<>();
        List<PresentUser> updated = new ArrayList<>();
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
        List<Notice> notices = new ArrayList<>();
        int count = told.count();
        for (List<byte[]> page : pages(left, user -> quoted(user.user()))) {
            count -= page.size();
            notices.add(page(LEAVE, "{\"count\":" + count + ',', page, "}"));
        }
        for (List<byte[]> page : pages(joined, Difference::entry)) {
            count += page.size();
            notices.add(page(JOIN, "{\"count\":" + count + ',', page, "}"));
        }
        for (List<byte[]> page : pages(updated, Difference::entry)) {
            notices.add(page(UPDATE, "{", page, "}"));
        }
        return notices;
    }

    /** Splits users into messages of at most {@link #MAX_BODY_BYTES}. */
    private static List<List<byte[]>> pages(
            List<PresentUser> users, Function<PresentUser, byte[]> written) {
        List<List<byte[]>> pages = new ArrayList<>();
        int room = 0;
        for (PresentUser user : users) {
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

    private static Notice page(String event, String head, List<byte[]> users, String tail) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes((head + "\"users\":[").getBytes(UTF_8));
        for (int i = 0; i < users.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(users.get(i));
        }
        body.writeBytes(("]" + tail).getBytes(UTF_8));
        return new Notice(event, body.toByteArray());
    }

    private static Notice notice(String event, String body) {
        return new Notice(event, body.getBytes(UTF_8));
    }

    private static String counts(View view) {
        return "{\"count\":" + view.count() + ",\"clients\":" + view.clients();
    }

    /** A user as a snapshot lists it. */
    private static byte[] entry(PresentUser user) {
        StringBuilder entry = new StringBuilder("{\"user\":");
        quote(user.user(), entry);
        // The state is JSON already: States accepts nothing else.
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
