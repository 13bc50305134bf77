package io.hubbub.engine.embedded;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import java.util.function.Consumer;

/** Something for the writer. */
sealed interface Task {

    /** What a task takes beside its message. */
    int TASK_BYTES = 256;

    /**
     * A message to be kept.
     *
     * @param value as it is to be written, but for the moment
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Keep(Append append, byte[] value, Consumer<Appended> outcome) implements Task {
        @Override
        public long bytes() {
            return TASK_BYTES + (long) value.length * append.rooms().size();
        }
    }

    /** Something to do after the outcomes of all before it. */
    record InOrder(Runnable action) implements Task {
        @Override
        public long bytes() {
            return TASK_BYTES;
        }
    }

    /** Something that the engine itself needs written. */
    record Chore(Runnable action) implements Task {
        @Override
        public long bytes() {
            return 0;
        }
    }

    /** What it holds on to while it waits. */
    long bytes();
}
