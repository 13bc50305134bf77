package io.hubbub.kill;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Forwards connections, and cuts each after a random count of bytes. */
final class CuttingProxy implements Closeable {

    /** The most bytes of a client that a connection carries: some dozens of its messages. */
    private static final int MOST_UP = 6_000;

    /** The most bytes of the server that a connection carries. */
    private static final int MOST_DOWN = 40_000;

    private static final long STALL_NANOS = Duration.ofMillis(200).toNanos();

    /** How a connection ends. */
    private enum Cut {
        /** Both sides are told. */
        CLOSE,
        /** Both sides are told that what is on its way is lost. */
        RESET,
        /** Nothing is forwarded and nobody is told for a while. */
        STALL,
        /**
         * The client is told, and the server gets what it sent a while later: after what the client
         * sends over its next connection.
         */
        LATE
    }

    private final int target;
    private final Random random;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger cuts = new AtomicInteger();

    private volatile boolean healed;

    /**
     * @param target the port to connect to
     */
    CuttingProxy(int target, Random random) throws IOException {
        this.target = target;
        this.random = random;
        listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    /** From here on nothing is cut. */
    void heal() {
        healed = true;
    }

    private void accept() {
        Cut[] kinds = Cut.values();
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Cut cut = kinds[random.nextInt(kinds.length)];
                Wire wire = new Wire(client, server, cut, new AtomicBoolean());
                int up = 1 + random.nextInt(MOST_UP);
                int down = 1 + random.nextInt(MOST_DOWN);
                threads.execute(() -> wire.forward(client, server, up));
                threads.execute(() -> wire.forward(server, client, down));
            } catch (IOException e) {
                // It was closed, or the client went away.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    /** One connection, of two sockets. */
    private final class Wire {

        private final Socket client;
        private final Socket server;
        private final Cut cut;

        /** Set by the direction that comes to its end first. */
        private final AtomicBoolean isCut;

        Wire(Socket client, Socket server, Cut cut, AtomicBoolean isCut) {
            this.client = client;
            this.server = server;
            this.cut = cut;
            this.isCut = isCut;
        }

        void forward(Socket from, Socket to, int most) {
            byte[] bytes = new byte[8_192];
            int left = most;
            boolean cutHere = false;
            try {
                for (int read = from.getInputStream().read(bytes);
                        read >= 0;
                        read = from.getInputStream().read(bytes)) {
                    if (isCut.get()) {
                        continue;
                    }
                    cutHere = read > left && !healed && isCut.compareAndSet(false, true);
                    int now = cutHere ? left : read;
                    to.getOutputStream().write(bytes, 0, now);
                    left = Math.max(left - now, 0);
                    if (cutHere) {
                        cuts.incrementAndGet();
                        end(from, to, bytes, now, read);
                        break;
                    }
                }
            } catch (IOException e) {
                // One of the two sides is gone, so the other goes as well.
            }
            if (cutHere || !isCut.get()) {
                close(client);
                close(server);
            }
        }

        /**
         * @param at where in the bytes the cut is
         * @param end of the bytes
         */
        private void end(Socket from, Socket to, byte[] bytes, int at, int end) throws IOException {
            switch (cut) {
                case CLOSE -> {}
                case RESET -> {
                    client.setSoLinger(true, 0);
                    server.setSoLinger(true, 0);
                }
                case STALL -> LockSupport.parkNanos(STALL_NANOS);
                case LATE -> {
                    client.close();
                    LockSupport.parkNanos(STALL_NANOS);
                    if (from == client) {
                        to.getOutputStream().write(bytes, at, end - at);
                    }
                }
            }
        }
    }
}
