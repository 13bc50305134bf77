package io.hubbub.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Who sent the first message of a room, as hashes, which are enough to count by. The hashes hide
 * nothing from a reader of the store who already has a name or an address: such a reader can find
 * out whether it made a room. They reveal no name or address.
 *
 * @param user the hash of the user's name
 * @param network the hash of the network that the user came from
 */
public record Maker(long user, long network) {

    /** The maker of a room from before makers were stored. */
    public static final Maker UNKNOWN = new Maker(0, 0);

    /**
     * The hashes of a user and a network.
     *
     * @param network as bounds on clients count it
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
