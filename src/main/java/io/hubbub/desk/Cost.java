package io.hubbub.desk;

/**
 * What a frame costs beyond the one that every frame costs, in frames: about what serving it takes,
 * where a message to a small room takes one. Each is small next to what an honest client asks for
 * in a second, and large next to what one that asks for nothing else would get.
 */
public final class Cost {

    /** So many messages of the past are replayed for the price of a frame. */
    static final int REPLAYED = 200;

    /** So many people are listed for the price of a frame. */
    static final int LISTED = 100;

    /** So many members are written to for the price of a frame. */
    static final int WRITTEN_TO = 250;

    /**
     * So many are asked for the price of a frame: each answer comes back and is written once more.
     */
    static final int ASKED = 10;

    /** A token is checked by public-key cryptography. */
    public static final int TOKEN = 4;

    private Cost() {}

    public static int replay(long messages) {
        return (int) Math.min(Integer.MAX_VALUE, messages / REPLAYED);
    }

    public static int listing(int people) {
        return people / LISTED;
    }

    /**
     * A message for members of several rooms.
     *
     * @param rooms how many rooms it names, also those whose members do not get it
     * @param members how many members those have together
     */
    public static int message(int rooms, int members) {
        return rooms - 1 + members / WRITTEN_TO;
    }

    public static int question(int receivers) {
        return receivers / ASKED;
    }
}
