package io.hubbub.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.Departure;
import io.hubbub.due.HeartBeat;
import io.hubbub.engine.memory.MemoryPresences;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.middleware.Draft;
import io.hubbub.middleware.Entry;
import io.hubbub.middleware.Incoming;
import io.hubbub.middleware.Middleware;
import io.hubbub.middleware.Middlewares;
import io.hubbub.middleware.Options;
import io.hubbub.middleware.Outcome;
import io.hubbub.middleware.Target;
import io.hubbub.namespace.NamespaceProperties;
import io.hubbub.namespace.NamespaceProperties.PolicyProperties;
import io.hubbub.namespace.Namespaces;
import io.hubbub.namespace.PresenceMode;
import io.hubbub.presence.Presence;
import io.hubbub.presence.PresenceProperties;
import io.hubbub.question.QuestionLimits;
import io.hubbub.question.Questions;
import io.hubbub.room.Keeping;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import io.hubbub.security.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import tools.jackson.databind.json.JsonMapper;

class GuardTest {

    private static final Refusal NOT_ALLOWED = new Refusal(ErrorCode.NOT_ALLOWED);

    private static final User ALICE = new User("alice", false, Set.of("tenant-1"));

    private static final Draft DRAFT =
            new Draft("a", null, Map.of(), new byte[] {'x'}, Options.STANDARD, null);

    private final Core core = new Core(1);
    private final List<String> asked = new ArrayList<>();

    /** What a hook does before it answers, as another thread would meanwhile. */
    private Runnable meanwhile = () -> {};

    private Outcome answer = Outcome.pass();

    /** What a message is called after the hook; null for what it was called before. */
    private String event;

    private final Middleware middleware =
            new Middleware() {
                @Override
                public Set<String> namespaces() {
                    return Set.of("tenant-*", "club");
                }

                @Override
                public Outcome enter(Entry entry) {
                    return hook(entry.user().name() + " enters " + entry.namespace());
                }

                @Override
                public Outcome message(Incoming message) {
                    Outcome outcome = hook(message.user().name() + " says " + message.text());
                    return event == null ? outcome : Outcome.pass(message.withEvent(event));
                }

                private Outcome hook(String what) {
                    asked.add(what);
                    meanwhile.run();
                    return answer;
                }
            };

    private final Gate gate;
    private final Guard guard;
    private final Users users =
            new Users(name -> {
                throw new UsernameNotFoundException(name);
            });
    private final LiveAccess identities;

    GuardTest() {
        PolicyProperties tenant = new PolicyProperties("role:{namespace}", null, null, null);
        PolicyProperties open = new PolicyProperties("anyone", null, null, null);
        Namespaces namespaces =
                new Namespaces(new NamespaceProperties(Map.of("tenant-*", tenant, "club", open)));
        Middlewares middlewares =
                new Middlewares(List.of(middleware), namespaces, JsonMapper.shared());
        gate = new Gate(namespaces);

        Questions questions =
                new Questions(
                        core.limits.of(QuestionLimits.class),
                        (_, _) -> () -> {},
                        () -> "q",
                        Runnable::run);
        guard = new Guard(gate, middlewares, questions);
        Rooms rooms =
                new Rooms(
                        core.clients,
                        core.lanes,
                        core.events,
                        questions,
                        Keeping.nothing(),
                        Keeping.UNSEEN);
        Presence presence =
                new Presence(
                        new MemoryPresences(core.time.nanos(), core.signs),
                        _ -> PresenceMode.NONE,
                        new PresenceProperties(Duration.ZERO, Duration.ofMillis(100), 0),
                        core.clients.limits(),
                        core.time,
                        core.signs);
        identities =
                new LiveAccess(
                        users,
                        core.clients,
                        rooms,
                        presence,
                        gate,
                        new LiveAccess.Notice() {
                            @Override
                            public void left(Client client, Refusal refusal, RoomName room) {}

                            @Override
                            public void unwatched(Client client, Refusal refusal, RoomName room) {}
                        });
    }

    private Client connect(User user) {
        return core.connect(user, core.format, HeartBeat.NONE).client();
    }

    private void withdraw(String role) {
        users.withdraw("alice", role);
        identities.changed("alice");
    }

    private void restore(String role) {
        users.restore("alice", role);
        identities.changed("alice");
    }

    private Refusal enter(Client client, String namespace) {
        return guard.enter(client, namespace, Map.of());
    }

    private Result<Draft> send(Client client, String namespace) {
        return guard.message(client, new Target.Room(new RoomName(namespace, "lobby")), DRAFT);
    }

    @Test
    void theEntryIsAskedOnceForAClientAndANamespace() {
        Client one = connect(User.guest("one"));
        Client two = connect(User.guest("two"));
        for (int i = 0; i < 3; i++) {
            assertThat(enter(one, "club")).isNull();
            assertThat(enter(two, "club")).isNull();
        }

        assertThat(asked).containsExactly("one enters club", "two enters club");
    }

    @Test
    void eachNamespaceIsEnteredByItself() {
        User both = new User("both", false, Set.of("tenant-1", "tenant-2"));
        Client client = connect(both);
        enter(client, "tenant-1");
        enter(client, "tenant-2");
        enter(client, "tenant-1");

        assertThat(asked).containsExactly("both enters tenant-1", "both enters tenant-2");
    }

    @Test
    void afterARefusalTheNextFrameAsksAgain() {
        Client client = connect(ALICE);
        answer = Outcome.refuse("closed", "Closed");
        assertThat(enter(client, "club").word()).isEqualTo("closed");
        assertThat(enter(client, "club").word()).isEqualTo("closed");
        answer = Outcome.pass();
        assertThat(enter(client, "club")).isNull();
        answer = Outcome.refuse("closed", "Closed");
        assertThat(enter(client, "club")).isNull();

        assertThat(asked).hasSize(3);
    }

    @Test
    void theGateGoesBeforeTheMiddlewares() {
        Client client = connect(ALICE);

        assertThat(enter(client, "tenant-2")).isEqualTo(NOT_ALLOWED);
        assertThat(enter(client, "nowhere")).isEqualTo(NOT_ALLOWED);
        assertThat(asked).isEmpty();
    }

    @Test
    void whoEnteredIsStillAskedForByTheGate() {
        Client client = connect(ALICE);
        enter(client, "tenant-1");
        withdraw("tenant-1");

        assertThat(enter(client, "tenant-1")).isEqualTo(NOT_ALLOWED);
        assertThat(send(client, "tenant-1")).isEqualTo(Result.refused(NOT_ALLOWED));
    }

    @Test
    void whereNobodyIsAskedNothingIsRememberedOrChanged() {
        Client client = connect(ALICE);

        assertThat(enter(client, "chat")).isNull();
        assertThat(enter(client, "tenant-2")).isEqualTo(NOT_ALLOWED);
        assertThat(send(client, "chat")).isEqualTo(Result.done(DRAFT));
        assertThat(client.entered()).as("remembered for nothing").isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void aMessageIsAskedAboutEachTime() {
        Client client = connect(ALICE);
        event = "e";

        assertThat(send(client, "club"))
                .isInstanceOfSatisfying(
                        Result.Done.class,
                        done -> assertThat(((Draft) done.value()).event()).isEqualTo("e"));
        event = null;
        answer = Outcome.refuse(NOT_ALLOWED);
        assertThat(send(client, "club")).isEqualTo(Result.refused(NOT_ALLOWED));
        assertThat(asked).containsExactly("alice says x", "alice says x");
    }

    // ---------------------------------------------------------------- what changes meanwhile

    @Test
    void whoLosesAccessWhileAMiddlewareThinksIsRefused() {
        Client client = connect(ALICE);
        meanwhile = () -> withdraw("tenant-1");

        assertThat(enter(client, "tenant-1")).isEqualTo(NOT_ALLOWED);
        restore("tenant-1");
        assertThat(send(client, "tenant-1")).isEqualTo(Result.refused(NOT_ALLOWED));
    }

    @Test
    void whoLostAccessWhileItEnteredHasNotEntered() {
        Client client = connect(ALICE);
        meanwhile = () -> withdraw("tenant-1");
        enter(client, "tenant-1");
        meanwhile = () -> {};
        restore("tenant-1");

        assertThat(enter(client, "tenant-1")).isNull();
        assertThat(asked).containsExactly("alice enters tenant-1", "alice enters tenant-1");
    }

    @Test
    void aRefusalStaysWhatItIsWhateverHappensMeanwhile() {
        Client client = connect(ALICE);
        answer = Outcome.refuse("closed", "Closed");
        meanwhile = () -> withdraw("tenant-1");

        assertThat(enter(client, "tenant-1").word()).isEqualTo("closed");
        restore("tenant-1");
        assertThat(send(client, "tenant-1"))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        closed -> assertThat(closed.refusal().word()).isEqualTo("closed"));
    }

    @Test
    void whoseEndWasDecidedMeanwhileDoesNothingMore() {
        Client client = connect(ALICE);
        meanwhile = () -> client.fail(new Refusal(ErrorCode.LOCKED), Departure.DISCONNECTED);

        assertThat(enter(client, "club").code()).isEqualTo(ErrorCode.DISCONNECTED);
        assertThat(send(client, "club"))
                .isEqualTo(Result.refused(new Refusal(ErrorCode.DISCONNECTED)));
    }

    @Test
    void whoGetsAccessBackEntersAnew() {
        User both = new User("alice", false, Set.of("tenant-1", "tenant-2"));
        Client client = connect(both);
        enter(client, "tenant-1");
        enter(client, "tenant-2");
        withdraw("tenant-2");
        restore("tenant-2");
        asked.clear();

        assertThat(enter(client, "tenant-1")).isNull();
        assertThat(enter(client, "tenant-2")).isNull();
        assertThat(asked).containsExactly("alice enters tenant-2");
    }

    // ---------------------------------------------------------------- nothing leaks

    @Test
    void aClientThatEndsLeavesNoEntryBehind() {
        Client before = connect(ALICE);
        enter(before, "club");
        before.ended();
        core.run();
        assertThat(before.entered()).isEmpty();

        Client during = connect(ALICE);
        meanwhile =
                () -> {
                    during.ended();
                    core.run();
                };
        enter(during, "club");
        assertThat(during.entered()).isEmpty();
        assertThat(core.clients.count()).isZero();
    }

    @Test
    void ofNamespacesWithoutNumberTheFirstEnteredIsForgotten() {
        Set<String> roles = new HashSet<>();
        for (int i = 1; i <= 129; i++) {
            roles.add("tenant-" + i);
        }
        Client client = connect(new User("wanderer", false, roles));
        for (int i = 1; i <= 129; i++) {
            enter(client, "tenant-" + i);
        }

        assertThat(client.entered())
                .hasSize(128)
                .startsWith("tenant-2", "tenant-3")
                .endsWith("tenant-129");
    }
}
