package io.hubbub.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a client came from.
 *
 * @param transport {@code websocket}, {@code sockjs-websocket}, {@code sockjs-xhr}, ...
 * @param address the address of the other end, without its port
 * @param session the {@link #sessionKey key} of the HTTP session that vouched for the client; null
 *     if none did
 */
public record Origin(String transport, String address, @Nullable String session) {

    /** The part of an IPv6 address that names a network. */
    private static final int NETWORK_BYTES = 8;

    /**
     * What clients are counted by. An IPv4 address is its own network, however it is written. For
     * IPv6 it is the /64, because one machine gets all 2^64 addresses of a /64.
     */
    public String network() {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        String bare =
                (zone < 0 ? address : address.substring(0, zone)).replace("[", "").replace("]", "");
        int colon = bare.indexOf(':');
        if (colon == bare.lastIndexOf(':')) {
            // Some proxies add the port, which is another one for every client.
            return colon < 0 ? address : bare.substring(0, colon);
        }
        try {
            // An IPv4 address may be written as ::ffff:192.0.2.1.
            InetAddress read = InetAddress.ofLiteral(bare);
            return read instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(read.getAddress(), NETWORK_BYTES))
                    : read.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    /**
     * Stands for the id of an HTTP session in events and logs. Equal ids have equal keys. Somebody
     * who reads the id could get into the session. Somebody who reads the key cannot.
     */
    public static String sessionKey(String sessionId) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(sessionId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
