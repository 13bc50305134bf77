package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Routing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A feed that writes down what it is told. */
public final class Heard implements Feed {

    /** What was told of one message. */
    public record Said(
            @Nullable Position position, Message message, Routing routing, @Nullable Object local) {

        String body() {
            return new String(message.body(), StandardCharsets.UTF_8);
        }
    }

    /** The engine's threads add; the test reads. */
    private final List<Said> said = new CopyOnWriteArrayList<>();

    /** The engine's threads add; the test reads. */
    private final List<Span> broken = new CopyOnWriteArrayList<>();

    @Override
    public void said(
            @Nullable Position position, Message message, Routing routing, @Nullable Object local) {
        said.add(new Said(position, message, routing, local));
    }

    @Override
    public void broke(Span now) {
        broken.add(now);
    }

    public List<Said> said() {
        return said;
    }

    public List<Span> broken() {
        return broken;
    }

    /** The bodies of all messages, in the order in which they were told. */
    public List<String> bodies() {
        return said.stream().map(Said::body).toList();
    }

    /** The offsets of all messages that have one, in the order in which they were told. */
    public List<Long> offsets() {
        return said.stream()
                .map(Said::position)
                .filter(Objects::nonNull)
                .map(Position::offset)
                .toList();
    }

    /** Fails where a message is missing after the first, told twice, or told out of turn. */
    public void assertWithoutGapFrom(long first, long last) {
        List<Long> offsets = offsets();
        for (int i = 0; i < offsets.size(); i++) {
            assertThat(offsets.get(i)).isEqualTo(offsets.getFirst() + i);
        }
        if (first <= last) {
            assertThat(offsets.getFirst()).isLessThanOrEqualTo(first);
            assertThat(offsets.getLast()).isEqualTo(last);
        }
    }
}
