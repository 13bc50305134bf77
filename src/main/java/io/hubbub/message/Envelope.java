package io.hubbub.message;

/**
 * A message as its receivers read it.
 *
 * @param channel through what it reaches them
 * @param id the position, or {@code v:<n>} for a volatile message, which has no position
 */
public record Envelope(Channel channel, String id, Message message) {}
