package io.hubbub.wire;

import org.jspecify.annotations.Nullable;

/** All that the bytes of a delivered message depend on, apart from the message. */
public record Dialect(Format format, @Nullable String subscription) {}
