package io.hubbub.engine;

/** Where a read of a log begins, and in which direction it goes. */
public sealed interface From {

    /** Reads the oldest messages whose offset is greater than this one. */
    record After(long offset) implements From {}

    /** Reads the newest messages whose offset is less than this one. */
    record Before(long offset) implements From {}

    /** Reads the newest messages. */
    From END = new Before(Long.MAX_VALUE);
}
