package io.hubbub.bench;

import java.util.List;

/** How many clients come back at once, and how many messages each has missed. */
enum Recovery {
    /** One client that was away for long. */
    ONE("1 client, 10,000 missed", 1, 1, 10_000),
    /** All clients that a network cut off for a moment. */
    CROWD("1,000 clients, 100 missed", 1_000, 10, 100);

    /** How tables and messages call it. */
    final String title;

    final int clients;

    /** The rooms that the clients are spread over. */
    final int rooms;

    /** Messages that each client has missed. */
    final int missed;

    Recovery(String title, int clients, int rooms, int missed) {
        this.title = title;
        this.clients = clients;
        this.rooms = rooms;
        this.missed = missed;
    }

    /**
     * One measured recovery.
     *
     * @param connectMillis from the first connection's opening to the last CONNECTED. The load
     *     client opens few at a time
     * @param millis from the first SUBSCRIBE to the last message that any of them had missed
     */
    record Measured(double connectMillis, double millis, double otherCores, Faults faults) {}

    static Faults faults(List<Measured> rounds) {
        return rounds.stream().map(Measured::faults).reduce(Faults.NONE, Faults::plus);
    }
}
