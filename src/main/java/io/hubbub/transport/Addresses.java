package io.hubbub.transport;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The addresses of all endpoints at which a WebSocket is opened, and how it is opened there. */
final class Addresses {

    /** This allows no character that the servlets and we might read differently. */
    private static final Pattern SOCKJS = Pattern.compile("/[\\w-]+/[\\w-]+/websocket");

    private final List<Endpoint> endpoints;

    /** By address. */
    private final Map<String, Handshake> plain = new HashMap<>();

    /** By what the addresses begin with. */
    private final Map<String, Handshake> sockJs = new HashMap<>();

    Addresses(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        for (Endpoint endpoint : endpoints) {
            Handshake bare = new Handshake(endpoint.protocol(), Framing.WEBSOCKET, "websocket");
            put(plain, endpoint.path(), bare);
            String path = endpoint.sockJsPath();
            if (path != null) {
                put(plain, path + "/websocket", bare);
                Handshake framed =
                        new Handshake(
                                endpoint.protocol(), Framing.SOCKJS_WEBSOCKET, "sockjs-websocket");
                put(sockJs, path, framed);
            }
        }
    }

    private static void put(Map<String, Handshake> map, String path, Handshake handshake) {
        if (map.put(path, handshake) != null) {
            throw new IllegalArgumentException("Two protocols are to be spoken at " + path);
        }
    }

    /** What the addresses of the endpoints begin with. */
    List<String> paths() {
        return endpoints.stream().flatMap(endpoint -> endpoint.paths().stream()).toList();
    }

    /** As patterns of Spring's. */
    Map<String, Handshake> patterns() {
        Map<String, Handshake> patterns = new LinkedHashMap<>(plain);
        sockJs.forEach((path, handshake) ->
                patterns.put(path + "/{server}/{session}/websocket", handshake));
        return patterns;
    }

    /**
     * Finds the handshake of an address, which must match exactly and has no query; null for any
     * other address.
     */
    @Nullable Handshake find(String address) {
        Handshake found = plain.get(address);
        if (found != null) {
            return found;
        }
        for (Map.Entry<String, Handshake> entry : sockJs.entrySet()) {
            String path = entry.getKey();
            if (address.startsWith(path)
                    && SOCKJS.matcher(address).region(path.length(), address.length()).matches()) {
                return entry.getValue();
            }
        }
        return null;
    }
}
