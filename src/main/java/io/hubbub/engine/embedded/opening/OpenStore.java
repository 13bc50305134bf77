package io.hubbub.engine.embedded.opening;

import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A store that was opened.
 *
 * @param nextRoomId greater than the id of every room
 * @param lost what is missing of what was promised, in one sentence; null where nothing is
 */
public record OpenStore(Store store, Heads heads, long nextRoomId, @Nullable String lost) {}
