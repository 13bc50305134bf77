package io.hubbub.budget;

import io.hubbub.message.Refusal;

/** For whom bytes are held: one connection. */
public interface Holder {

    /** What it is counted with, such as all that come from one network. */
    String network();

    /**
     * Memory is short, and of all this one has held what it holds for the longest: it is to be
     * closed. Called once at most, on whatever thread asked for more, which may hold locks: must
     * neither block nor take any.
     */
    void giveWay(Refusal why);
}
