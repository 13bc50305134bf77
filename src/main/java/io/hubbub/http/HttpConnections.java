package io.hubbub.http;

import io.hubbub.client.Origin;
import io.hubbub.share.FairSlots;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * The connections that speak HTTP. Those that wait for a request are bounded, by address and in
 * all: new connections, connections between two requests, and connections whose headers are under
 * way. Past the bound the one that has waited longest is closed. A connection that became a
 * WebSocket is a client and does not count here.
 *
 * <p>Any thread may use this.
 */
final class HttpConnections implements Connection.Listener {

    /** One connection. */
    final class HttpConnection {
        private final EndPoint endPoint;
        private final String network;

        /** Guarded by this. How many of its requests are being worked on. */
        private int requests;

        /** Guarded by this. Null while a request is worked on, and after the end. */
        private FairSlots.@Nullable Place idle;

        /** Guarded by this. */
        private boolean over;

        /** Guarded by this. How many bytes had come when the wait began. */
        private long bytesBefore;

        /** Guarded by this. When a check found the first byte of a request; 0 if none has. */
        private long begunNanos;

        private HttpConnection(EndPoint endPoint, String network) {
            this.endPoint = endPoint;
            this.network = network;
        }

        /** A request came. */
        synchronized void began() {
            requests++;
            leave();
        }

        /** A request was answered. */
        void ended() {
            synchronized (this) {
                requests--;
            }
            await();
        }

        /** Begins to wait for a request, if there is a place for that. */
        private void await() {
            // This is done without the monitor, because another connection may have to give way.
            FairSlots.Answer answer = places.take(network, 1, endPoint::close);
            boolean refused = answer instanceof FairSlots.Full;
            synchronized (this) {
                if (answer instanceof FairSlots.Place place) {
                    if (over || requests > 0 || idle != null) {
                        place.leave();
                    } else {
                        idle = place;
                        bytesBefore = bytesIn();
                        begunNanos = 0;
                    }
                }
                refused &= !over && requests == 0;
            }
            if (refused) {
                endPoint.close();
            }
        }

        private void leave() {
            if (idle != null) {
                idle.leave();
                idle = null;
            }
        }

        private synchronized void end() {
            over = true;
            leave();
        }

        private long bytesIn() {
            Connection connection = endPoint.getConnection();
            return connection == null ? 0 : connection.getBytesIn();
        }

        /** Whether the headers of a request have been under way for too long. */
        private synchronized boolean stalls(long nowNanos) {
            if (idle == null || bytesIn() == bytesBefore) {
                return false;
            }
            if (begunNanos == 0) {
                begunNanos = nowNanos;
            }
            return nowNanos - begunNanos > headerTime.toNanos();
        }
    }

    private final FairSlots places;
    private final Duration headerTime;

    /**
     * All connections, by the lowest endpoint, below TLS and the like. Any thread may use this map.
     */
    private final Map<EndPoint, HttpConnection> visits = new ConcurrentHashMap<>();

    HttpConnections(HttpProperties properties, LongSupplier nanos) {
        places =
                new FairSlots(
                        properties.connectionsPerAddress(),
                        properties.connections(),
                        Duration.ZERO,
                        nanos);
        headerTime = properties.headerTime();
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint endPoint = atNetwork(connection.getEndPoint());
        if (connection instanceof WebSocketConnection) {
            over(endPoint);
        } else if (!visits.containsKey(endPoint)) {
            HttpConnection visit = new HttpConnection(endPoint, network(endPoint));
            visits.put(endPoint, visit);
            visit.await();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        if (atNetwork(endPoint) == endPoint) {
            over(endPoint);
        }
    }

    private void over(EndPoint endPoint) {
        HttpConnection visit = visits.remove(endPoint);
        if (visit != null) {
            visit.end();
        }
    }

    /** Null if the connection does not count here any more. */
    @Nullable HttpConnection of(EndPoint endPoint) {
        return visits.get(atNetwork(endPoint));
    }

    /** Ends the connections whose headers take too long. Returns how many. */
    int endStalled(long nowNanos) {
        int ended = 0;
        for (HttpConnection visit : visits.values()) {
            if (visit.stalls(nowNanos)) {
                visit.endPoint.close();
                ended++;
            }
        }
        return ended;
    }

    /** How many connections wait for a request. */
    long waiting() {
        return places.size();
    }

    /** How many connections were closed for others. */
    long gaveWay() {
        return places.gaveWay();
    }

    static EndPoint atNetwork(EndPoint endPoint) {
        EndPoint lowest = endPoint;
        while (lowest instanceof EndPoint.Wrapper wrapper) {
            lowest = wrapper.unwrap();
        }
        return lowest;
    }

    private static String network(EndPoint endPoint) {
        return endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? new Origin("http", remote.getAddress().getHostAddress(), null).network()
                : "";
    }
}
