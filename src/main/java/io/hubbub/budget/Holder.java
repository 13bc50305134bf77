package io.hubbub.budget;

import io.hubbub.message.Refusal;

/** A connection that bytes are held for. */
public interface Holder {

    /** The network that is charged, for example the address of the connection. */
    String network();

    /**
     * Tells the connection to close, because memory is short and it has held something for the
     * longest. Called at most once, on the thread that asked for more. That thread may hold locks,
     * so this method must neither block nor take any.
     */
    void giveWay(Refusal why);
}
