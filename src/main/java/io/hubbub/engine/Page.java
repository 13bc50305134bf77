package io.hubbub.engine;

import java.util.List;

/**
 * A part of a log.
 *
 * @param messages in the order of their offsets, which have no hole between them
 * @param span what the log held when this was read
 */
public record Page(List<Logged> messages, Span span) {

    public Page {
        messages = List.copyOf(messages);
    }
}
