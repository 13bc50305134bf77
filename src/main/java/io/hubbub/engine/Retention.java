package io.hubbub.engine;

import java.time.Duration;

/**
 * How much of each log of a namespace is kept, and how durably.
 *
 * @param size the most messages of one log; 0 means unlimited
 * @param age the greatest age of a message; zero means unlimited
 * @param synced whether a message is told only once it would survive a power cut. If false,
 *     messages survive the end of the process, but a power cut loses those of the last moments
 * @param roomBytes the most bytes of one log's messages, as {@link Kept#bytes} counts them. Beyond
 *     that the log loses its oldest messages, but never its newest. 0 means unlimited
 * @param bytes the most bytes of all logs of the namespace together. Beyond that the largest logs
 *     lose their oldest messages within a second or two, until they are equally large. So flooding
 *     one log takes nothing from a quiet one. 0 means unlimited
 */
public record Retention(int size, Duration age, boolean synced, long roomBytes, long bytes) {

    /** The same without bounds on bytes. */
    public Retention(int size, Duration age, boolean synced) {
        this(size, age, synced, 0, 0);
    }
}
