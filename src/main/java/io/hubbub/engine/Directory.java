package io.hubbub.engine;

import java.util.AbstractCollection;
import java.util.Collections;
import java.util.Iterator;

/**
 * The rooms of a namespace that have a log, in no order. A view: it changes as rooms are created
 * and removed. Its counts are kept as rooms come and go, so asking for one costs nothing, however
 * many rooms there are. Safe for every thread.
 */
public abstract class Directory extends AbstractCollection<Kept> {

    /** A namespace that keeps nothing. */
    public static final Directory EMPTY =
            new Directory() {
                @Override
                public int size() {
                    return 0;
                }

                @Override
                public int madeBy(long hash) {
                    return 0;
                }

                @Override
                public Iterator<Kept> iterator() {
                    return Collections.emptyIterator();
                }
            };

    /**
     * How many of the rooms a user or a network made.
     *
     * @param hash {@link Maker#user} or {@link Maker#network}
     */
    public abstract int madeBy(long hash);
}
