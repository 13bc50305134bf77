package io.hubbub.middleware;

import io.hubbub.client.Origin;
import io.hubbub.message.HeaderName;
import io.hubbub.message.RefusedException;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeTypeUtils;

/**
 * A message that a client sends into a namespace, as the middlewares before this one left it. It
 * never changes: each {@code with...} method returns another message, which a middleware passes on
 * with {@link Outcome#pass(Incoming)}.
 *
 * @param target where the message goes. It may go to further rooms: see {@link #also}
 */
public record Incoming(Sender sender, Target target, Draft draft) {

    /** The sending client's id. */
    public String client() {
        return sender.client();
    }

    /** The user that the client acts for. */
    public User user() {
        return sender.user();
    }

    public Origin origin() {
        return sender.origin();
    }

    public String namespace() {
        return target.namespace();
    }

    /** The kind of message; {@code message} if the sender named none. */
    public String event() {
        return draft.event();
    }

    public @Nullable String contentType() {
        return draft.contentType();
    }

    /** One of the sender's own {@code x-...} headers; null if there is none of that name. */
    public @Nullable String header(String name) {
        return draft.headers().get(name);
    }

    /** The body, which must not be changed. */
    public byte[] body() {
        return draft.body();
    }

    /** The body as text. */
    public String text() {
        return new String(draft.body(), StandardCharsets.UTF_8);
    }

    /** The sender's own id of the message; null if it gave none. */
    public @Nullable String id() {
        return draft.id();
    }

    /** Whether the sender gets its own message if it is a member. */
    public boolean echo() {
        return draft.options().echo();
    }

    /** Whether the message is dropped, rather than kept waiting, for a client that is behind. */
    public boolean isVolatile() {
        return draft.options().ephemeral();
    }

    /** Further rooms that the message goes to. */
    public List<RoomName> also() {
        return draft.options().also();
    }

    /** Rooms whose members do not get the message. */
    public List<RoomName> except() {
        return draft.options().except();
    }

    public Incoming withEvent(String event) {
        return with(draft.withEvent(event));
    }

    /**
     * The same message with another content type.
     *
     * @param contentType null for none
     * @throws IllegalArgumentException if the text is no content type
     */
    public Incoming withContentType(@Nullable String contentType) {
        if (contentType != null) {
            MimeTypeUtils.parseMimeType(contentType);
        }
        return with(draft.withContentType(contentType));
    }

    /**
     * The same message with a header set.
     *
     * @param name begins with {@code x-}
     * @throws IllegalArgumentException if the name does not begin with that, or is no token
     */
    public Incoming withHeader(String name, String value) {
        Map<String, String> headers = new LinkedHashMap<>(draft.headers());
        headers.put(own(name), value);
        return with(draft.withHeaders(headers));
    }

    /** The same message without a header; see {@link #withHeader}. */
    public Incoming withoutHeader(String name) {
        Map<String, String> headers = new LinkedHashMap<>(draft.headers());
        headers.remove(own(name));
        return with(draft.withHeaders(headers));
    }

    public Incoming withEcho(boolean echo) {
        return with(new Options(echo, isVolatile(), also(), except()));
    }

    public Incoming withVolatile(boolean ephemeral) {
        return with(new Options(echo(), ephemeral, also(), except()));
    }

    /**
     * The same message with other further rooms: besides its target it goes to these rooms of its
     * namespace. They replace those in {@link #also}.
     *
     * @throws RefusedException if one is no room's name
     */
    public Incoming withAlso(String... rooms) {
        return with(new Options(echo(), isVolatile(), named(rooms), except()));
    }

    /**
     * The same message with other excepted rooms: members of these rooms of its namespace do not
     * get it. They replace those in {@link #except}.
     *
     * @throws RefusedException if one is no room's name
     */
    public Incoming withExcept(String... rooms) {
        return with(new Options(echo(), isVolatile(), also(), named(rooms)));
    }

    /** Whether this differs from the other message only in what a middleware may change. */
    boolean isVersionOf(Incoming other) {
        return sender.equals(other.sender)
                && target.equals(other.target)
                && draft.body() == other.draft.body()
                && Objects.equals(draft.id(), other.draft.id());
    }

    private Incoming with(Draft changed) {
        return new Incoming(sender, target, changed);
    }

    private Incoming with(Options changed) {
        return with(draft.withOptions(changed));
    }

    private List<RoomName> named(String... rooms) {
        return Stream.of(rooms).map(this::named).toList();
    }

    private RoomName named(String room) {
        return switch (RoomName.parse(namespace(), room)) {
            case Result.Done<RoomName> parsed -> parsed.value();
            case Result.Refused<RoomName> refused -> throw refused.refusal().asException();
        };
    }

    private static String own(String name) {
        if (!HeaderName.isOwn(name)) {
            throw new IllegalArgumentException("A middleware cannot change " + name);
        }
        HeaderName.require(name);
        return name;
    }
}
