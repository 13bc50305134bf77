package io.hubbub.engine;

import org.jspecify.annotations.Nullable;

/**
 * A user in a room.
 *
 * @param clients how many of its clients are there; 0 if it has left
 * @param state what it shows, as JSON; null for nothing
 */
public record PresentUser(String user, int clients, @Nullable String state) {}
