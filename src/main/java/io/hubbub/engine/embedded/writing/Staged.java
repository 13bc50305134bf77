package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.engine.embedded.store.Head;

/** A log as it will be once its group is committed. The writer's. */
final class Staged {

    final Head head;
    final Retention retention;

    /** Whether the group makes the log. */
    final boolean fresh;

    LogState state;

    Staged(Head head, Retention retention, boolean fresh) {
        this.head = head;
        this.retention = retention;
        this.fresh = fresh;
        state = head.state();
    }

    /** How many trimmed messages are worth a deletion, which RocksDB has to remember for long. */
    private int share() {
        return Math.max(64, retention.size() / 16);
    }

    /** Whether so many messages are trimmed that they are worth deleting. */
    boolean isOverfull() {
        return head.state().trimmed() >= share();
    }
}
