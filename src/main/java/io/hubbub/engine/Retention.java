package io.hubbub.engine;

import java.time.Duration;

/**
 * How much of each log of a namespace is kept, and how surely.
 *
 * @param size the most messages; 0 for no bound
 * @param age the oldest message; zero for no bound
 * @param synced whether a message counts as kept only once it would survive a power cut; where not,
 *     it survives the end of the process, and a power cut takes the last moments
 * @param roomBytes what the messages of one log take, as {@link Kept#bytes} counts it: past it the
 *     log loses its oldest, but never its newest. 0 for no bound
 * @param bytes what all logs of the namespace take together: past it, within a second or two, the
 *     largest lose their oldest until they are of one size, so that whoever floods a log takes
 *     nothing from a quiet one. 0 for no bound
 */
public record Retention(int size, Duration age, boolean synced, long roomBytes, long bytes) {

    /** One that bounds no bytes. */
    public Retention(int size, Duration age, boolean synced) {
        this(size, age, synced, 0, 0);
    }
}
