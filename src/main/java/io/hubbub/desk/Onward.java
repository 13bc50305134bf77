package io.hubbub.desk;

import io.hubbub.message.Refusal;

/** The end of a {@link Detour}. The first call that leads to a reply counts. For any thread. */
public interface Onward {

    /** Does the command, or what has become of it, and replies. */
    void perform(Command command);

    /** Replies that the command took effect on the way. */
    void done();

    /** Replies that it had no effect. */
    void refuse(Refusal refusal);
}
