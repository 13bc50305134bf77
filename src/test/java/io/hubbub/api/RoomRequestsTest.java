package io.hubbub.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Directory;
import io.hubbub.engine.Feed;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Logged;
import io.hubbub.engine.Page;
import io.hubbub.engine.Presences;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.Tail;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.middleware.Entry;
import io.hubbub.middleware.Middleware;
import io.hubbub.middleware.Outcome;
import io.hubbub.security.Users;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What a room can be asked over HTTP, and by whom. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {HubbubApplication.class, RoomRequestsTest.Fakes.class},
        properties = {
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.jwt.secret=" + Tokens.SECRET,
            "hubbub.namespaces.staff.access=role:STAFF",
            "hubbub.namespaces.watched.access=anyone",
            "hubbub.namespaces.vault.access=role:STAFF",
            "hubbub.namespaces.forgetful.access=anyone"
        })
class RoomRequestsTest {

    private static final String EPOCH = "e1";

    /** Rooms whose logs a test wrote by hand; all others are empty. */
    private static final class FakeLogs implements RoomLogs {
        private final Map<RoomName, List<Logged>> rooms = new HashMap<>();
        private int mostBytes;

        void add(RoomName room, @Nullable String contentType, byte[] body) {
            List<Logged> log = rooms.computeIfAbsent(room, _ -> new ArrayList<>());
            Map<String, String> headers = Map.of("x-color", "red", "position", "none");
            Message message =
                    new Message("message", contentType, headers, body, "alice", "c1", 1_234);
            Position position = new Position(EPOCH, log.size() + 1);
            log.add(new Logged(position, message, Routing.to(List.of(room))));
        }

        @Override
        public synchronized Page read(RoomName room, From from, int limit, int bytes) {
            mostBytes = bytes;
            List<Logged> log = rooms.getOrDefault(room, List.of());
            List<Logged> found =
                    switch (from) {
                        case From.After(long offset) ->
                                log.stream()
                                        .filter(m -> m.position().offset() > offset)
                                        .limit(limit)
                                        .toList();
                        case From.Before(long offset) -> {
                            List<Logged> all =
                                    log.stream()
                                            .filter(m -> m.position().offset() < offset)
                                            .toList();
                            yield all.subList(Math.max(0, all.size() - limit), all.size());
                        }
                    };
            return new Page(found, span(room));
        }

        @Override
        public Span span(RoomName room) {
            return new Span(EPOCH, 1, rooms.getOrDefault(room, List.of()).size());
        }

        @Override
        public void append(Append append, Consumer<Appended> outcome) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<RoomName> remove(Collection<RoomName> doomed, Predicate<Kept> still) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tail follow(RoomName room, Feed feed) {
            return new Tail() {
                @Override
                public Span span() {
                    return FakeLogs.this.span(room);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Directory rooms(String namespace) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void trim(RoomName room, long upTo) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static final FakeLogs LOGS = new FakeLogs();
    private static final List<Entry> ENTRIES = new CopyOnWriteArrayList<>();

    /** What happens while the middleware is asked. */
    private static volatile Runnable meanwhile = () -> {};

    @TestConfiguration(proxyBeanMethods = false)
    static class Fakes {
        @Bean
        @Primary
        Function<String, @Nullable RoomLogs> fakeLogs() {
            return namespace -> namespace.equals("forgetful") ? null : LOGS;
        }

        @Bean
        Middleware bouncer() {
            return new Middleware() {
                @Override
                public Set<String> namespaces() {
                    return Set.of("watched", "vault");
                }

                @Override
                public Outcome enter(Entry entry) {
                    ENTRIES.add(entry);
                    meanwhile.run();
                    return entry.headers().containsKey("x-ticket")
                            ? Outcome.pass()
                            : Outcome.refuse("no-ticket", "Where is your ticket?");
                }
            };
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    @LocalServerPort private int port;
    @Autowired private Presences presences;
    @Autowired private Users users;

    @BeforeEach
    void nothingYet() {
        LOGS.rooms.clear();
        ENTRIES.clear();
        meanwhile = () -> {};
    }

    @AfterEach
    void everybodyIsBack() {
        users.restore("alice", "STAFF");
        users.unlock("alice");
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String[] as(String user, String... roles) {
        return new String[] {"Authorization", "Bearer " + Tokens.token(user, roles)};
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"code\":\"" + code + "\",\"message\":\"");
    }

    private static RoomName room(String name) {
        return new RoomName("chat", name);
    }

    private void say(String room, int messages) {
        IntStream.rangeClosed(1, messages)
                .forEach(i -> LOGS.add(room(room), "application/json", ("" + i).getBytes(UTF_8)));
    }

    /** The bodies that a path gives, which are numbers. */
    private List<Integer> said(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Pattern.compile("\"body\":(\\d+)")
                .matcher(answer.body())
                .results()
                .map(m -> Integer.valueOf(m.group(1)))
                .toList();
    }

    // ---------------------------------------------------------------- messages

    @Test
    void aMessageIsWrittenWithAllThatWasSent() {
        LOGS.add(room("lobby"), "application/json;charset=utf-8", "{\"a\": 1}".getBytes(UTF_8));
        HttpResponse<String> answer = get("/api/namespaces/chat/rooms/lobby/messages");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"epoch\":\"e1\",\"oldest\":1,\"newest\":1,\"messages\":["
                                + "{\"position\":\"e1:1\",\"event\":\"message\",\"body\":{\"a\": 1},"
                                + "\"contentType\":\"application/json;charset=utf-8\","
                                + "\"from\":\"alice\",\"client\":\"c1\",\"sentAt\":1234,"
                                + "\"headers\":{\"x-color\":\"red\"}}]}");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(LOGS.mostBytes).isEqualTo(1024 * 1024);
    }

    @Test
    void aBodyThatIsNoJsonIsTextAndOneThatIsNoTextIsBase64() {
        LOGS.add(room("odd"), null, "{\"a\":1}".getBytes(UTF_8));
        LOGS.add(room("odd"), "application/json", "{\"a\":1} x".getBytes(UTF_8));
        LOGS.add(room("odd"), "application/json", new byte[0]);
        LOGS.add(room("odd"), "application/json", new byte[] {(byte) 0xff, 0});
        assertThat(get("/api/namespaces/chat/rooms/odd/messages").body())
                .contains("\"body\":\"{\\\"a\\\":1}\",\"contentType\":null")
                .contains("\"body\":\"{\\\"a\\\":1} x\"")
                .contains("\"body\":\"\"")
                .contains("\"encoding\":\"base64\",\"body\":\"/wA=\"");
    }

    @Test
    void pagesGoForwardsBackwardsAndFromTheEnd() {
        say("long", 120);
        String path = "/api/namespaces/chat/rooms/long/messages";
        assertThat(said(path)).hasSize(50).startsWith(71).endsWith(120);
        assertThat(said(path + "?last=2")).containsExactly(119, 120);
        assertThat(said(path + "?last=60&limit=3")).containsExactly(118, 119, 120);
        assertThat(said(path + "?last=70")).hasSize(70);
        assertThat(said(path + "?limit=1")).containsExactly(120);
        assertThat(said(path + "?since=e1:5&limit=2")).containsExactly(6, 7);
        assertThat(said(path + "?since=e1:120")).isEmpty();
        assertThat(said(path + "?before=e1:5&limit=2")).containsExactly(3, 4);
        assertThat(said(path + "?before=e1:1")).isEmpty();
        assertThat(said(path + "?limit=999999999")).hasSize(120);
    }

    @Test
    void afterAPositionOfAnotherPastComesAllThatIsKeptAndBeforeItNothing() {
        say("new", 3);
        String path = "/api/namespaces/chat/rooms/new/messages";
        assertThat(said(path + "?since=e0:2")).containsExactly(1, 2, 3);
        assertThat(said(path + "?before=e0:2")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=x",
                "limit=",
                "limit=9999999999",
                "last=0",
                "since=",
                "since=5",
                "since=e1:x",
                "before=v:",
                "since=e1:1&before=e1:3",
                "last=1&since=e1:1",
                "limit=%ff"
            })
    void aParameterThatMeansNothingIsRefused(String query) {
        refused(get("/api/namespaces/chat/rooms/lobby/messages?" + query), 400, "bad-frame");
    }

    @Test
    void aNamespaceThatKeepsNothingHasNoMessages() {
        refused(get("/api/namespaces/forgetful/rooms/lobby/messages"), 404, "no-such-destination");
    }

    @Test
    void aParameterThatMeansNothingIsRefusedOnlyWhereThereCouldBeAnAnswer() {
        String rest = "/rooms/lobby/messages?limit=0";
        refused(get("/api/namespaces/forgetful" + rest), 404, "no-such-destination");
        refused(get("/api/namespaces/staff" + rest), 403, "not-allowed");
        refused(get("/api/namespaces/staff/rooms/messages?room=%ff"), 403, "not-allowed");
        refused(get("/api/namespaces/chat/rooms/*/messages?limit=0"), 400, "bad-destination");
        refused(get("/api/namespaces/chat/rooms/lobby/else?limit=0"), 404, "no-such-destination");
    }

    // ---------------------------------------------------------------- presence

    @Test
    void whoIsThereIsReadPageByPage() {
        RoomName room = room("people");
        presences.enter(room, "alice", "c1");
        presences.enter(room, "alice", "c2");
        presences.enter(room, "bob", "c3");
        presences.state(room, "c2", "{\"away\":true}");
        String path = "/api/namespaces/chat/rooms/people/presence";
        assertThat(get(path + "?limit=1").body())
                .isEqualTo(
                        "{\"count\":2,\"clients\":3,\"users\":["
                                + "{\"user\":\"alice\",\"clients\":2,\"state\":{\"away\":true}}],"
                                + "\"more\":true}");
        assertThat(get(path + "?limit=1&after=alice").body())
                .isEqualTo(
                        "{\"count\":2,\"clients\":3,\"users\":["
                                + "{\"user\":\"bob\",\"clients\":1,\"state\":null}],\"more\":false}");
        refused(get(path + "?limit=0"), 400, "bad-frame");
    }

    // ---------------------------------------------------------------- names

    @ParameterizedTest
    @CsvSource({
        "a/b,a/b",
        "caf%C3%A9,café",
        "%F0%9F%8E%89,🎉",
        "v1.2,v1.2",
        "a+b,a+b",
        "a%20b,a b",
        "messages,messages",
        "presence/messages,presence/messages",
        "~a!$&'()=:@,~a!$&'()=:@"
    })
    void aRoomsNameIsThePathsSegments(String written, String room) {
        say(room, 1);
        assertThat(said("/api/namespaces/chat/rooms/" + written + "/messages")).hasSize(1);
        assertThat(get("/api/namespaces/chat/rooms/" + written + "/presence").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Fb,a/b",
        "50%25,50%",
        "a%3Bb,a;b",
        "a%5Cb,a\\b",
        "a%2Bb,a+b",
        "a%26b,a&b",
        "..a,..a"
    })
    void aParameterNamesAnyRoom(String written, String room) {
        say(room, 1);
        assertThat(said("/api/namespaces/chat/rooms/messages?room=" + written)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%2Fb", "50%25", "a%3Bb", "a%5Cb", "a//b", "%2e%2e", "..%2fx"})
    void whatAPathCannotSayIsRefusedByTheServerItself(String written) {
        assertThat(get("/api/namespaces/chat/rooms/" + written + "/messages").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/../b", ".", "a//b", "/a", "a/", "*", "a%7Bb%7D", "a%00"})
    void whatNamesNoRoomIsRefused(String written) {
        refused(get("/api/namespaces/chat/rooms/messages?room=" + written), 400, "bad-destination");
    }

    @Test
    void whatIsNeitherMessagesNorPresenceIsNotThere() {
        refused(get("/api/namespaces/chat/rooms/lobby/else"), 404, "no-such-destination");
        refused(get("/api/namespaces/chat/rooms/lobby"), 400, "bad-destination");
    }

    // ---------------------------------------------------------------- who may

    @Test
    void whoMayNotEnterIsToldNothingNotEvenThatThereIsNothing() {
        for (String namespace : List.of("staff", "nowhere", "NO", "admin", "session")) {
            for (String rest : List.of("lobby/messages", "lobby/presence", "x/y", "*/messages")) {
                refused(get("/api/namespaces/" + namespace + "/rooms/" + rest), 403, "not-allowed");
            }
        }
        String path = "/api/namespaces/staff/rooms/lobby/messages";
        refused(get(path, as("alice", "USER")), 403, "not-allowed");
        assertThat(get(path, as("alice", "STAFF")).statusCode()).isEqualTo(200);
        assertThat(get(path, "Authorization", "Bearer nonsense").statusCode()).isEqualTo(401);
    }

    @Test
    void whatWasTakenFromAUserOpensNothing() {
        String path = "/api/namespaces/staff/rooms/lobby/presence";
        users.withdraw("alice", "STAFF");
        refused(get(path, as("alice", "STAFF")), 403, "not-allowed");
        users.restore("alice", "STAFF");
        assertThat(get(path, as("alice", "STAFF")).statusCode()).isEqualTo(200);
        users.lock("alice");
        assertThat(get(path, as("alice", "STAFF")).statusCode()).isIn(401, 403);
    }

    @Test
    void whatIsTakenFromAUserWhileAMiddlewareIsAskedOpensNothing() {
        String path = "/api/namespaces/vault/rooms/lobby/messages";
        String token = "Bearer " + Tokens.token("alice", "STAFF");
        assertThat(get(path, "Authorization", token, "X-Ticket", "1").statusCode()).isEqualTo(200);
        meanwhile = () -> users.withdraw("alice", "STAFF");
        refused(get(path, "Authorization", token, "X-Ticket", "1"), 403, "not-allowed");
        assertThat(ENTRIES).hasSize(2);
    }

    @Test
    void middlewaresAreAskedAsForAClientThatComesIn() {
        String path = "/api/namespaces/watched/rooms/lobby/messages";
        refused(get(path, as("alice")), 403, "no-ticket");
        assertThat(get(path, "X-Ticket", "row 5").statusCode()).isEqualTo(200);
        assertThat(ENTRIES).hasSize(2);
        Entry first = ENTRIES.getFirst();
        assertThat(first.user().name()).isEqualTo("alice");
        assertThat(first.client()).startsWith("http-");
        assertThat(first.origin().transport()).isEqualTo("http");
        Entry second = ENTRIES.getLast();
        assertThat(second.user().guest()).isTrue();
        assertThat(second.headers()).containsEntry("x-ticket", "row 5");
    }
}
