package io.hubbub.engine;

import java.util.List;

/**
 * A part of a log.
 *
 * @param messages in the order of their offsets, without a hole
 * @param span what the log held when the page was read
 */
public record Page(List<Logged> messages, Span span) {

    public Page {
        messages = List.copyOf(messages);
    }
}
