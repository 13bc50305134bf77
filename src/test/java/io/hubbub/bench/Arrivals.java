package io.hubbub.bench;

/**
 * What it costs a server that clients come, and that they are there; of a process that was started
 * for it.
 *
 * @param coldMicros CPU of the server for each of the first clients after its start, with CONNECT
 *     and SUBSCRIBE
 * @param warmMicros the same after 15,000 came
 * @param hotMicros the same after 30,000 came
 * @param idleCores how much of a core the silent clients keep busy together
 * @param idleMegabytes the process's resident memory meanwhile
 * @param returnMillis from the moment in which a restarted process takes connections until all
 *     clients are subscribed
 * @param otherCores how many cores everything else kept busy meanwhile, at most
 */
record Arrivals(
        double coldMicros,
        double warmMicros,
        double hotMicros,
        double idleCores,
        double idleMegabytes,
        double returnMillis,
        double otherCores) {

    /** Clients that come in one go. The next come when these have gone. */
    static final int WAVE = 4_000;

    /** How many have come and gone before the second measured wave, and the third. */
    static final int WARM = 15_000;

    static final int HOT = 30_000;

    static final int IDLE = 9_000;

    static final int RETURNING = 10_000;
}
