package io.hubbub.message;

/**
 * A message on its way out of one room: what a member reads.
 *
 * @param id the position, or {@code v:<n>} for a volatile message, which has none
 */
public record Envelope(String destination, String id, Message message) {}
