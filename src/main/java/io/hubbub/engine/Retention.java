package io.hubbub.engine;

import java.time.Duration;

/**
 * How much of each log of a namespace is kept, and how surely.
 *
 * @param size the most messages; 0 for no bound
 * @param age the oldest message; zero for no bound
 * @param synced whether a message counts as kept only once it would survive a power cut; where not,
 *     it survives the end of the process, and a power cut takes the last moments
 */
public record Retention(int size, Duration age, boolean synced) {}
