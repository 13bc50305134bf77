package io.hubbub.bench;

/**
 * What went wrong with deliveries.
 *
 * @param missing deliveries that never came
 * @param duplicate deliveries that came again
 * @param reordered deliveries that came after a later one of the same publisher
 * @param differing members that saw the room in another order than most members did
 */
record Faults(long missing, long duplicate, long reordered, long differing) {

    static final Faults NONE = new Faults(0, 0, 0, 0);

    Faults plus(Faults other) {
        return new Faults(
                missing + other.missing,
                duplicate + other.duplicate,
                reordered + other.reordered,
                differing + other.differing);
    }

    boolean none() {
        return equals(NONE);
    }
}
