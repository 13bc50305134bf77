package io.hubbub.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Who made a room by being the first whose message was kept there: hashes, which is enough to count
 * by. They are no secret: whoever reads the store can find out whether a name or an address that he
 * already has made a room, and nothing else.
 *
 * @param user of the user's name
 * @param network of the network that the user came from
 */
public record Maker(long user, long network) {

    /** Of a room from days when nobody wrote it down. */
    public static final Maker UNKNOWN = new Maker(0, 0);

    /**
     * Whoever has this name and comes from there.
     *
     * @param network as clients are counted by
     */
    public static Maker of(String user, String network) {
        return new Maker(hash(user), hash(network));
    }

    private static long hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
