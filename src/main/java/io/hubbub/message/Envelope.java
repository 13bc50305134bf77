package io.hubbub.message;

/**
 * A message as a member of one room reads it.
 *
 * @param id the position, or {@code v:<n>} for a volatile message, which has no position
 */
public record Envelope(String destination, String id, Message message) {}
