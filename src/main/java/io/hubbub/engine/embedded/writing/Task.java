package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import java.util.function.Consumer;

/** Something for the writer to do. */
public sealed interface Task {

    /** What a task takes in memory beside its message. */
    int TASK_BYTES = 256;

    /** How much memory the task takes while it waits. */
    long bytes();

    /**
     * A message to be kept.
     *
     * @param value the message as it is to be written, except for the time, which the writer sets
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Keep(Append append, byte[] value, Consumer<Appended> outcome) implements Task {
        @Override
        public long bytes() {
            return TASK_BYTES + (long) value.length * append.rooms().size();
        }
    }

    /** A message that is not kept, to be said after the outcomes of all earlier appends. */
    record Say(Append append, Consumer<Appended> outcome) implements Task {
        @Override
        public long bytes() {
            return (long) TASK_BYTES + append.message().body().length;
        }
    }

    /** A change that the engine itself wants. It may fail, and is then wanted again later. */
    record Chore(Runnable action) implements Task {
        @Override
        public long bytes() {
            return 0;
        }
    }

    /**
     * An action in a group of its own: when it runs, every earlier message is kept and its outcome
     * told, and no later message is kept yet.
     */
    record Alone(Runnable action) implements Task {
        @Override
        public long bytes() {
            return 0;
        }
    }
}
