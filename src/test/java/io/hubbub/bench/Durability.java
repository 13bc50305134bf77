package io.hubbub.bench;

import java.util.List;

/** What Hubbub keeps of a message before its RECEIPT goes out. */
enum Durability {
    /** Nothing: what durability is held against. */
    PLAIN("plain", "not kept", false),
    /** On disk, synced. */
    KEPT("kept", "kept", false),
    /** As before, and its sender's own id, by which it would be known if it were sent again. */
    KEPT_WITH_ID("kept", "kept, with id", true);

    /** How tables and messages call it. */
    final String title;

    /** Whether messages carry an id of their sender's. */
    final boolean ids;

    private final String namespace;

    Durability(String namespace, String title, boolean ids) {
        this.namespace = namespace;
        this.title = title;
        this.ids = ids;
    }

    String topic(String room) {
        return "/topic/" + namespace + "/" + room;
    }

    /**
     * The server's arguments that make the namespaces. A room keeps what a client is let miss and
     * no more, so that saturated rooms are trimmed while they are measured, as in life.
     */
    static List<String> arguments() {
        return List.of(
                "--hubbub.namespaces.plain.access=anyone",
                "--hubbub.namespaces.plain.publish=anyone",
                "--hubbub.namespaces.plain.history.store=none",
                "--hubbub.namespaces.kept.access=anyone",
                "--hubbub.namespaces.kept.publish=anyone",
                "--hubbub.namespaces.kept.history.store=disk",
                "--hubbub.namespaces.kept.history.sync=always",
                "--hubbub.namespaces.kept.history.size=" + Recovery.ONE.missed);
    }
}
