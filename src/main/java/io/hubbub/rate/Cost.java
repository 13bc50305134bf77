package io.hubbub.rate;

/**
 * The price of commands, in frames. Every frame costs one; these prices come on top. They follow
 * the work that a command causes, and a message to a small room is the measure. An honest client
 * hardly notices them. A client that sends nothing but costly commands is slowed down.
 */
public final class Cost {

    /** How many messages are replayed for the price of one frame. */
    static final int REPLAYED = 200;

    /** How many people are listed for the price of one frame. */
    static final int LISTED = 100;

    /** How many members are written to for the price of one frame. */
    static final int WRITTEN_TO = 250;

    /**
     * How many clients are asked for the price of one frame. It is few, because each answer comes
     * back and is written once more.
     */
    static final int ASKED = 10;

    /** The price of a token, which public-key cryptography checks. */
    public static final int TOKEN = 4;

    private Cost() {}

    public static int replay(long messages) {
        return (int) Math.min(Integer.MAX_VALUE, messages / REPLAYED);
    }

    public static int listing(int people) {
        return people / LISTED;
    }

    /**
     * A message for the members of several rooms.
     *
     * @param rooms how many rooms it names, excepted ones included
     * @param members how many members its targets have together
     */
    public static int message(int rooms, int members) {
        return rooms - 1 + members / WRITTEN_TO;
    }

    public static int question(int receivers) {
        return receivers / ASKED;
    }
}
