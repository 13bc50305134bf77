package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.Line;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WebSocketLine;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.contract.XhrLine;
import io.hubbub.message.RoomName;
import io.hubbub.room.Rooms;
import io.hubbub.security.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tries every way that we could think of into {@code admin} and into another tenant's namespace.
 * Each row is refused, and nothing is delivered to either side. To try another way, add a row.
 */
@WireTest
class BreakInTest {

    private static final String SECRET = "the-combination-is-";
    private static final RoomName ROOM = new RoomName("admin", "secret");

    @Autowired Broadcast broadcast;
    @Autowired Rooms rooms;
    @Autowired Users users;

    private final AtomicInteger secrets = new AtomicInteger();

    @AfterEach
    void giveBack() {
        users.restore("eve", "ADMIN");
    }

    // ---------------------------------------------------------------- who tries, and over what

    /** Who tries. A blank token means a guest. */
    enum Who {
        GUEST,
        USER,
        /** Was an administrator until a moment ago, and still has the token that says so. */
        DEPOSED;

        String credentials() {
            return switch (this) {
                case GUEST -> "";
                case USER ->
                        "Authorization:Bearer "
                                + Tokens.token("mallory", "USER", "admin", "ROLE_admin", "tenant-1")
                                + "\n";
                case DEPOSED ->
                        "Authorization:Bearer " + Tokens.token("eve", "ADMIN", "USER") + "\n";
            };
        }
    }

    /** A client, over whatever transport. */
    private record Attacker(Line line) {

        static Attacker over(String transport, WireClients wire) {
            return new Attacker(
                    switch (transport) {
                        case "websocket" -> WebSocketLine.plain(wire);
                        case "sockjs-websocket" -> WebSocketLine.sockJs(wire);
                        default -> new XhrLine(wire.port(), "xhr");
                    });
        }

        void connect(Who who) {
            send("CONNECT\naccept-version:1.2\nheart-beat:0,0\n" + who.credentials() + "\n\0");
            assertThat(next()).startsWith("CONNECTED\n");
            send("SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\nreceipt:e\n\n\0");
            assertThat(next()).startsWith("RECEIPT\n");
        }

        void send(String frame) {
            line.send(frame);
        }

        /** The next frame; null once the connection has ended. */
        String next() {
            return line.next();
        }

        void leave() {
            line.close();
        }

        /** Checks that nothing more came: the next frame is the reply to the client's own. */
        void expectNothing() {
            send("SEND\ndestination:/topic/main/nobody-is-here\nreceipt:fence\n\nx\0");
            assertThat(next()).isEqualTo("RECEIPT\nreceipt-id:fence\n\n\0");
        }
    }

    // ---------------------------------------------------------------- what is tried

    /** A frame, and the code that it is refused with. */
    private record Row(String frame, String code) {}

    private static Row subscribe(String destination, String code) {
        return new Row("SUBSCRIBE\nid:x\ndestination:" + destination + "\nreceipt:r\n\n\0", code);
    }

    private static Row send(String destination, String code) {
        return send(destination, "", code);
    }

    private static Row send(String destination, String headers, String code) {
        return new Row(
                "SEND\ndestination:" + destination + "\nreceipt:r\n" + headers + "\nboo\0", code);
    }

    /** Both ways to the same place. */
    private static Stream<Row> both(String destination, String code) {
        return Stream.of(subscribe(destination, code), send(destination, code));
    }

    private static Stream<Row> rows() {
        return Stream.of(
                        // The front door.
                        both("/topic/admin/secret", "not-allowed"),
                        both("/topic/admin/live", "not-allowed"),
                        both("/topic/admin/no-such-room", "not-allowed"),
                        both("/app/admin/secret", "not-allowed"),
                        both("/app/admin/room/admin/secret", "not-allowed"),
                        both("/app/admin/client/x", "not-allowed"),
                        both("/queue/admin/jobs", "not-allowed"),
                        both("/presence/admin/secret", "not-allowed"),
                        // A missing namespace looks like a guarded one.
                        both("/topic/nowhere/secret", "not-allowed"),
                        both("/queue/nowhere/jobs", "not-allowed"),
                        both("/presence/nowhere/secret", "not-allowed"),
                        // Names that a looser reader would take for admin.
                        both("/topic/ADMIN/secret", "bad-destination"),
                        both("/topic/Admin/secret", "bad-destination"),
                        both("/topic/%61dmin/secret", "bad-destination"),
                        both("/topic/adm%69n/secret", "bad-destination"),
                        both("/topic/admin%2Fsecret", "not-there"),
                        both("/topic/admin;x=1/secret", "bad-destination"),
                        both("/topic/admin /secret", "bad-destination"),
                        both("/topic/ admin/secret", "bad-destination"),
                        both("/topic/admin\u200b/secret", "bad-destination"),
                        both("/topic/\u0430dmin/secret", "bad-destination"),
                        both("/topic/\uff41dmin/secret", "bad-destination"),
                        both("/topic/admin\\\\/secret", "bad-destination"),
                        both("/topic/admin\\nx/secret", "bad-destination"),
                        both("/topic/admin\u0001/secret", "bad-destination"),
                        // Paths that a looser reader would tidy up.
                        both("//topic/admin/secret", "bad-destination"),
                        both("/topic//admin/secret", "bad-destination"),
                        both("/topic/admin//secret", "bad-destination"),
                        both("/topic/admin/secret/", "bad-destination"),
                        both("/topic/chat/../admin/secret", "bad-destination"),
                        both("/topic/./admin/secret", "bad-destination"),
                        both("/topic/chat/..", "bad-destination"),
                        both("topic/admin/secret", "bad-destination"),
                        both("/TOPIC/admin/secret", "no-such-destination"),
                        both("/topics/admin/secret", "no-such-destination"),
                        both("/exchange/admin/secret", "no-such-destination"),
                        both("/amq/queue/admin", "no-such-destination"),
                        both("/topic", "no-such-destination"),
                        both("http://localhost/topic/admin/secret", "bad-destination"),
                        // A controller's pattern for a namespace, met by a path of main.
                        Stream.of(
                                subscribe("/app/staff", "no-such-destination"),
                                subscribe("/app/admin", "no-such-destination")),
                        // Patterns.
                        both("/topic/*/secret", "bad-destination"),
                        both("/topic/**", "bad-destination"),
                        both("/topic/admin/*", "bad-destination"),
                        both("/topic/adm?n/secret", "bad-destination"),
                        both("/topic/{namespace}/secret", "bad-destination"),
                        both("/app/**", "bad-destination"),
                        both("/user/**", "bad-destination"),
                        both("/topic/#/secret", "bad-destination"),
                        both("/topic/>", "not-there"),
                        // Others' private destinations and questions.
                        Stream.of(
                                send("/user/admin/queue/errors", "not-allowed"),
                                send("/user/queue/errors", "not-allowed"),
                                send("/user/admin/queue/private", "not-allowed"),
                                send("/reply/aaaaaaaaaaaaaaaaaaaaaaaa", "ask-over"),
                                subscribe("/reply/aaaaaaaaaaaaaaaaaaaaaaaa", "no-such-destination"),
                                subscribe("/app/session/token", "no-such-destination"),
                                send("/app/session/roles", "no-such-destination"),
                                send("/app/session/token", "not-allowed")),
                        // Other rooms in the headers of a message to an open one.
                        Stream.of(
                                send("/topic/chat/a", "also:../admin/secret\n", "bad-destination"),
                                send(
                                        "/topic/chat/a",
                                        "also:/topic/admin/secret\n",
                                        "bad-destination"),
                                send("/topic/admin/secret", "also:a\n", "not-allowed"),
                                send("/topic/admin/a", "except:secret\n", "not-allowed"),
                                send("/topic/admin/secret", "ask:1000\n", "not-allowed")),
                        // Claims to be somebody else.
                        Stream.of(
                                        "simpUser:admin",
                                        "user-name:admin",
                                        "login:admin",
                                        "roles:ADMIN",
                                        "x-user:admin",
                                        "simpSessionId:admin",
                                        "simpDestination:/topic/main/a",
                                        "hubbubDestination:/topic/main/a",
                                        "hubbubClient:admin",
                                        "destination:/topic/main/a",
                                        "Authorization:Bearer x",
                                        "nativeHeaders:{}")
                                .flatMap(header ->
                                        Stream.of(
                                                send(
                                                        "/topic/admin/secret",
                                                        header + "\n",
                                                        "not-allowed"),
                                                new Row(
                                                        "SUBSCRIBE\nid:x\ndestination:/topic/admin/secret\n"
                                                                + header
                                                                + "\n\n\0",
                                                        "not-allowed"))),
                        // Other tenants; the user's own is tenant-1 by a role.
                        both("/topic/vault-2/secret", "not-allowed"),
                        both("/app/vault-2/secret", "not-allowed"),
                        both("/topic/vault-/secret", "not-allowed"),
                        // Frames that break the protocol end the connection.
                        Stream.of(
                                new Row("CONNECT\naccept-version:1.2\n\n\0", "bad-frame"),
                                new Row(
                                        "STOMP\naccept-version:1.2\nlogin:admin\npasscode:x\n\n\0",
                                        "bad-frame"),
                                new Row(
                                        "MESSAGE\ndestination:/topic/admin/secret\n\nx\0",
                                        "bad-frame"),
                                new Row("BEGIN\ntransaction:t\n\n\0", "not-supported"),
                                new Row(
                                        "SUBSCRIBE\nid:x\ndestination:/topic/admin\\tsecret\n\n\0",
                                        "bad-frame"),
                                new Row("ACK\nmessage-id:1\n\n\0", "bad-frame"),
                                new Row("UNSUBSCRIBE\nid:admin\n\n\0", "unknown-subscription")))
                .flatMap(some -> some)
                // Rooms of main by an odd name: open to all, and none of admin's.
                .filter(row -> !row.code().equals("not-there"));
    }

    static Stream<Arguments> attempts() {
        return Stream.of("websocket", "sockjs-websocket", "sockjs-xhr")
                .flatMap(transport ->
                        Stream.of(Who.values())
                                .flatMap(who ->
                                        rows().map(row ->
                                                Arguments.of(
                                                        transport, who, row.frame(), row.code()))));
    }

    @ParameterizedTest(name = "{0} {1} {3}: {2}")
    @MethodSource("attempts")
    void nothingGetsIn(String transport, Who who, String frame, String code, WireClients wire)
            throws Exception {
        WireClient insider = insider(wire);
        Attacker attacker = Attacker.over(transport, wire);
        attacker.connect(who);
        if (who == Who.DEPOSED) {
            users.withdraw("eve", "ADMIN");
        }

        attacker.send(frame);
        String answer = attacker.next();

        assertThat(answer).doesNotContain("RECEIPT");
        boolean ended = answer.startsWith("ERROR\n");
        assertThat(answer).contains(ended ? "\ncode:" + code + "\n" : "\"code\":\"" + code + '"');
        tellASecretTo(insider);
        if (!ended) {
            attacker.expectNothing();
        }
        assertThat(rooms.members(ROOM)).hasSize(1);
        attacker.leave();
    }

    private WireClient insider(WireClients wire) {
        WireClient insider =
                wire.open("/ws", "Authorization: Bearer " + Tokens.token("carol", "ADMIN"))
                        .connect("1.2", "0,0");
        insider.send("SUBSCRIBE\nid:0\ndestination:/topic/admin/secret\nreceipt:in\n\n\0");
        return insider.expectReceipt("in");
    }

    /** The insider hears this next and nothing before it, so no attempt got through. */
    private void tellASecretTo(WireClient insider) {
        String secret = SECRET + secrets.incrementAndGet();
        broadcast.in("admin").to("secret").send(secret);
        Stomp heard = insider.nextMessage();
        assertThat(heard.bodyText()).isEqualTo(secret);
        assertThat(heard.header("destination")).isEqualTo("/topic/admin/secret");
    }

    // ---------------------------------------------------------------- before CONNECT

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE\nid:0\ndestination:/topic/admin/secret\n\n\0",
                "SEND\ndestination:/topic/admin/secret\n\nboo\0",
                "SEND\ndestination:/app/session/token\n\nx\0",
                "DISCONNECT\n\n\0",
            })
    void nothingComesBeforeConnect(String frame, WireClients wire) {
        WireClient insider = insider(wire);
        wire.open().send(frame).expectError("not-connected", 4504);
        tellASecretTo(insider);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void noVersionOfStompIsLessStrict(String version, WireClients wire) {
        WireClient insider = insider(wire);
        for (String destination :
                List.of("/topic/admin/secret", "/app/admin/live", "/queue/admin/x")) {
            WireClient client = wire.connect(version);
            client.send("SUBSCRIBE\nid:0\ndestination:" + destination + "\n\n\0");
            client.expectError("not-allowed", 4506);
        }
        tellASecretTo(insider);
        assertThat(rooms.members(ROOM)).hasSize(1);
    }

    // ---------------------------------------------------------------- tokens

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("mallory")
                .claim("roles", List.of("ADMIN"))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String signed(JWSAlgorithm algorithm, JWTClaimsSet claims, String secret)
            throws Exception {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static String signed(JWTClaimsSet claims) throws Exception {
        return signed(JWSAlgorithm.HS256, claims, Tokens.SECRET);
    }

    static Stream<Arguments> tokens() throws Exception {
        String good = signed(claims().build());
        String[] parts = good.split("\\.", -1);
        String otherClaims = signed(claims().subject("admin").build()).split("\\.", -1)[1];
        String otherKey = "a-secret-that-is-as-long-and-is-another-one-altogether";
        return Stream.of(
                Arguments.of(
                        "expired",
                        Tokens.token(Tokens.SECRET, "mallory", Duration.ofSeconds(-1), "ADMIN"),
                        "token-expired"),
                Arguments.of(
                        "of another key",
                        signed(JWSAlgorithm.HS256, claims().build(), otherKey),
                        "bad-credentials"),
                Arguments.of(
                        "unsigned", new PlainJWT(claims().build()).serialize(), "bad-credentials"),
                Arguments.of(
                        "without its signature",
                        parts[0] + "." + parts[1] + ".",
                        "bad-credentials"),
                Arguments.of(
                        "with other claims",
                        parts[0] + "." + otherClaims + "." + parts[2],
                        "bad-credentials"),
                Arguments.of(
                        "without an end",
                        signed(claims().expirationTime(null).build()),
                        "bad-credentials"),
                Arguments.of(
                        "not yet good",
                        signed(
                                claims().notBeforeTime(Date.from(Instant.now().plusSeconds(300)))
                                        .build()),
                        "bad-credentials"),
                Arguments.of(
                        "of nobody", signed(claims().subject(null).build()), "bad-credentials"),
                Arguments.of(
                        "of a guest",
                        signed(claims().subject("guest-abc").build()),
                        "bad-credentials"),
                Arguments.of(
                        "of a name with a line end",
                        signed(claims().subject("mallory\nuser-name:admin").build()),
                        "bad-credentials"),
                Arguments.of("of words", "let me in", "bad-credentials"),
                Arguments.of("too long", "a".repeat(15_000), "bad-credentials"));
    }

    @ParameterizedTest(name = "a token {0}")
    @MethodSource("tokens")
    void noTokenButAGoodOneCounts(String name, String token, String code, WireClients wire)
            throws Exception {
        WireClient insider = insider(wire);
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nAuthorization:Bearer " + token + "\n\n\0");
        Stomp error = client.next();
        assertThat(error.command()).isEqualTo("ERROR");
        assertThat(error.header("code")).isEqualTo(code);
        assertThat(
                        BreakInHttpTest.status(
                                wire, "GET", "/admin/", Map.of("Authorization", "Bearer " + token)))
                .as(name)
                // 431 is Jetty's, for a header that is longer than it reads.
                .isIn(401, 431);
        tellASecretTo(insider);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"ADMINISTRATOR\"", "[\"admin\"]", "{\"ADMIN\":true}", "[[\"ADMIN\"]]"})
    void rolesThatAreNotQuiteAdministratorsAreNone(String roles, WireClients wire)
            throws Exception {
        Object claim = JsonMapper.shared().readValue(roles, Object.class);
        String token = signed(claims().claim("roles", claim).build());
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nAuthorization:Bearer " + token + "\n\n\0");
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/admin/secret\n\n\0");
        client.expectError("not-allowed", 4506);
    }
}
