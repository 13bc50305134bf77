package io.hubbub.stomp;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the bytes of a client.
 *
 * @param receipt what the broken frame asked for, where that much could be read
 */
record Flaw(Refusal refusal, @Nullable String receipt) {}
