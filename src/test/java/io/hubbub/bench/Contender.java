package io.hubbub.bench;

import java.nio.file.Path;
import java.util.ArrayList;
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

    /**
     * The application's arguments, beside its port: what it cannot be measured without.
     *
     * @param data the directory for what it keeps
     */
    List<String> arguments(Path data) {
        return switch (this) {
            case HUBBUB -> {
                List<String> arguments = new ArrayList<>(Durability.arguments());
                arguments.add("--hubbub.data=" + data);
                // The simple broker keeps nothing either.
                arguments.add("--hubbub.namespaces.chat.history.store=none");
                // Who publishes is asked of each message, and anybody may, as with the simple
                // broker.
                arguments.add("--hubbub.namespaces.chat.publish=anyone");
                // One publisher sends what in life many do.
                arguments.add("--hubbub.limits.messages-per-second=10000000");
                arguments.add("--hubbub.quotas.stored-per-user=0B");
                arguments.add("--hubbub.quotas.stored-per-address=0B");
                arguments.add("--hubbub.limits.bytes-per-second=1GB");
                arguments.add("--hubbub.limits.clients-per-address=20000");
                yield arguments;
            }
            // Tomcat takes no more than 8,192 connections by default.
            case SIMPLE -> List.of("--server.tomcat.max-connections=20000");
        };
    }
}
