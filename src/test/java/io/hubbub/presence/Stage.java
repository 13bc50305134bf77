package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.client.FormatById;
import io.hubbub.client.Limits;
import io.hubbub.client.Time;
import io.hubbub.due.HeartBeat;
import io.hubbub.engine.memory.SteppedPresences;
import io.hubbub.message.Envelope;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.namespace.PresenceMode;
import io.hubbub.wire.Format;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Presence without threads and sockets: {@link #run} is what the threads would do, and time stands
 * still until {@link #pass}. A socket reads {@code subscription event body}.
 */
final class Stage {

    static final RoomName LOBBY = new RoomName("chat", "lobby");

    /** The event is what these tests tell messages by. */
    static final class Spoken implements FormatById {
        @Override
        public byte[] message(Envelope envelope, @Nullable String subscription) {
            String event = envelope.message().event();
            String body = new String(envelope.message().body(), UTF_8);
            return (subscription + ' ' + event + ' ' + body).getBytes(UTF_8);
        }

        @Override
        public byte[] error(Refusal refusal) {
            return ("- ERROR " + refusal.word()).getBytes(UTF_8);
        }

        @Override
        public byte @Nullable [] farewell(int code, String reason) {
            return null;
        }

        @Override
        public byte[] heartbeat() {
            return new byte[0];
        }

        @Override
        public byte @Nullable [] probe() {
            return null;
        }
    }

    final Core core;
    final SteppedPresences presences;
    final Presence presence;
    private final Format format = new Spoken();
    private long nowNanos = 7;

    Stage() {
        this(properties(5_000, 100, 10_000), _ -> PresenceMode.FULL);
    }

    Stage(PresenceProperties properties, Function<String, PresenceMode> modes) {
        this(properties, modes, Core.limits(1_000_000, 100));
    }

    Stage(PresenceProperties properties, Function<String, PresenceMode> modes, Limits limits) {
        this(properties, modes, limits, null);
    }

    /**
     * @param late makes the engine answer late; null for one that answers at once
     */
    Stage(
            PresenceProperties properties,
            Function<String, PresenceMode> modes,
            Limits limits,
            @Nullable Random late) {
        presences = new SteppedPresences(() -> nowNanos, late);
        core = new Core(2, limits);
        Time time = new Time(() -> nowNanos, () -> nowNanos / 1_000_000);
        presence =
                new Presence(presences, modes, properties, core.clients.limits(), time, core.signs);
        core.clients.onEnd((_, held, _) -> {
            presence.ended(held);
            return List.of();
        });
    }

    static PresenceProperties properties(int graceMillis, int tickMillis, int maxUsers) {
        return new PresenceProperties(
                Duration.ofMillis(graceMillis), Duration.ofMillis(tickMillis), maxUsers);
    }

    Peer connect(String user) {
        return core.connect(new User(user, false, Set.of()), format, HeartBeat.NONE);
    }

    /** A client that is a member of the lobby. */
    Client join(String user) {
        Client client = connect(user).client();
        presence.joined(client, LOBBY);
        return client;
    }

    /** A client that watches the lobby under the id {@code p}. */
    Peer watch(String user) {
        Peer peer = connect(user);
        watch(peer, LOBBY);
        return peer;
    }

    @Nullable Refusal watch(Peer peer, RoomName room) {
        return presence.watch(peer.client(), room, "p", "p", _ -> {});
    }

    @Nullable Refusal state(Client client, String body) {
        return presence.state(client, LOBBY, true, body.getBytes(UTF_8), () -> {});
    }

    /** Does all that waits. */
    void run() {
        // A tick hands something to the lanes though nothing came in.
        int quiet = 0;
        while (quiet < 2) {
            core.run();
            boolean busy = presences.step();
            busy |= presence.step();
            quiet = busy ? 0 : quiet + 1;
        }
    }

    void pass(int millis) {
        run();
        nowNanos += millis * 1_000_000L;
        run();
    }

    /** Who is in the lobby; null if the namespace tells nothing. */
    Presence.@Nullable Reading readLobby(@Nullable String after, int limit) {
        var reading = presence.read(LOBBY, after, limit).toCompletableFuture();
        run();
        return reading.join();
    }

    /** What a peer has read, without the subscription's id. */
    static List<String> read(Peer peer) {
        return peer.wire().read().stream()
                .map(frame -> frame.substring(frame.indexOf(' ') + 1))
                .toList();
    }
}
