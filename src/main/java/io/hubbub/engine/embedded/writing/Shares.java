package io.hubbub.engine.embedded.writing;

import java.util.Arrays;

/** How logs share what there is: a decision on values. */
final class Shares {

    private Shares() {}

    /**
     * The size that the largest are cut to, so that all together take no more than there is.
     *
     * @param sizes of all, in any order
     * @return at least 0; the size of the largest where nothing has to be cut
     */
    static long largest(long[] sizes, long most) {
        long[] sorted = sizes.clone();
        Arrays.sort(sorted);
        long left = most;
        for (int i = 0; i < sorted.length; i++) {
            long share = left / (sorted.length - i);
            if (sorted[i] > share) {
                return Math.max(0, share);
            }
            left -= sorted[i];
        }
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    }
}
