package io.hubbub.engine;

import org.jspecify.annotations.Nullable;

/**
 * A user in a room.
 *
 * @param clients how many of its clients are there; 0 where it is gone
 * @param state what it shows, as JSON; null for nothing
 */
public record Present(String user, int clients, @Nullable String state) {}
