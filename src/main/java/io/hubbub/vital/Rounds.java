package io.hubbub.vital;

/** A thread that runs in rounds, even if it has nothing to do. */
public interface Rounds {

    String name();

    /** A number that changes with each round. */
    long rounds();

    /** What the thread is doing now, for the log. */
    StackTraceElement[] stack();
}
