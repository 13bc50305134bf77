package io.hubbub.question;

import java.util.Locale;

/** How a question ended. */
public enum Ending {
    /** Everybody answered or left. */
    COMPLETE,
    /** The time for answers was over. */
    TIMEOUT,
    /** The asking client ended, so nobody is there to read the answers. */
    ASKER_LEFT,
    /** The server's code gave the question up. */
    CANCELLED;

    /** Whether the asker is told the answers. */
    boolean isTold() {
        return this == COMPLETE || this == TIMEOUT;
    }

    /** The word for metrics, for example {@code asker-left}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
