package io.hubbub.bench;

import java.util.List;

/** One side of the comparison. */
enum Contender {
    HUBBUB("Hubbub", "io.hubbub.HubbubApplication", "/topic/chat/"),
    SIMPLE("simple broker", "io.hubbub.bench.SimpleBrokerApplication", "/topic/chat.");

    /** How tables and messages call it. */
    final String title;

    final String mainClass;

    /** Both sides get destinations of the same length, so that frames are as long. */
    private final String topicPrefix;

    Contender(String title, String mainClass, String topicPrefix) {
        this.title = title;
        this.mainClass = mainClass;
        this.topicPrefix = topicPrefix;
    }

    String topic(String room) {
        return topicPrefix + room;
    }

    /** The application's arguments, beside its port: what it cannot be measured without. */
    List<String> arguments() {
        return switch (this) {
            // One publisher sends what in life many do.
            case HUBBUB ->
                    List.of(
                            // What it keeps is for the bench alone.
                            "--hubbub.data=target/bench/data",
                            "--hubbub.limits.messages-per-second=10000000",
                            "--hubbub.limits.bytes-per-second=1GB",
                            "--hubbub.limits.clients-per-address=20000");
            // Tomcat takes no more than 8,192 connections by default.
            case SIMPLE -> List.of("--server.tomcat.max-connections=20000");
        };
    }
}
