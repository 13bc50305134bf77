package io.hubbub.engine;

/** Where a reading of a log begins. */
public sealed interface From {

    /** The oldest messages whose offset is greater. */
    record After(long offset) implements From {}

    /** The newest messages whose offset is less. */
    record Before(long offset) implements From {}

    /** The newest messages of all. */
    From END = new Before(Long.MAX_VALUE);
}
