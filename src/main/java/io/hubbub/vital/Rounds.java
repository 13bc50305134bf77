package io.hubbub.vital;

/** A thread that comes round again and again, also where it has nothing to do. */
public interface Rounds {

    String name();

    /** Another number with each time that it came round. */
    long rounds();

    /** What it does now, as a log shows it. */
    StackTraceElement[] stack();
}
