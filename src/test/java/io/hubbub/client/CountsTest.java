package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core.Peer;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many clients one user and one address may have. */
class CountsTest {

    private static final User ALICE = new User("alice", false, Set.of());

    private final Core core =
            new Core(1, Core.limits("clients-per-user", "2", "clients-per-address", "3"));

    @Test
    void aUsersClientThatIsOneTooManyIsNeitherListedNorGreeted() {
        core.connect(ALICE, core.format, HeartBeat.NONE);
        core.connect(ALICE, core.format, HeartBeat.NONE);
        Peer third = core.open(ALICE);
        third.client().connected(core.format, HeartBeat.NONE);

        Refusal refusal = third.client().announce(PlainFormat.utf8("CONNECTED"));
        core.run();

        assertThat(refusal.code()).isEqualTo(ErrorCode.USER_FULL);
        assertThat(core.clients.ofUser("alice")).hasSize(2).doesNotContain(third.client());
        assertThat(core.clients.find(third.client().id())).isNull();
        assertThat(third.wire().read()).isEmpty();
    }

    @Test
    void anotherUserIsNotConcerned() {
        core.connect(ALICE, core.format, HeartBeat.NONE);
        core.connect(ALICE, core.format, HeartBeat.NONE);

        Peer bob = core.connect(new User("bob", false, Set.of()), core.format, HeartBeat.NONE);

        assertThat(core.clients.ofUser("bob")).containsExactly(bob.client());
    }

    @Test
    void aUserMayComeBackWhenOneOfItsClientsIsGone() {
        Peer first = core.connect(ALICE, core.format, HeartBeat.NONE);
        core.connect(ALICE, core.format, HeartBeat.NONE);
        first.client().ended();
        core.run();

        Peer third = core.connect(ALICE, core.format, HeartBeat.NONE);

        assertThat(core.clients.ofUser("alice")).contains(third.client());
    }

    @Test
    void aSocketFromAnAddressThatIsFullIsTurnedAwayAndCanNeverBeListed() {
        IntStream.range(0, 3).forEach(_ -> core.open(null));
        Peer fourth = core.open(null);

        assertThat(fourth.client().turnedAway().code()).isEqualTo(ErrorCode.ADDRESS_FULL);
        assertThat(fourth.client().announce(new byte[0]).code()).isEqualTo(ErrorCode.ADDRESS_FULL);
        assertThat(core.clients.count()).isZero();
    }

    @Test
    void theLookBeforehandSeesWhatOpeningWouldSee() {
        IntStream.range(0, 2).forEach(_ -> core.open(null));
        assertThat(core.clients.refusal(Core.ORIGIN)).isNull();

        core.open(null);

        assertThat(core.clients.refusal(Core.ORIGIN).code()).isEqualTo(ErrorCode.ADDRESS_FULL);
        assertThat(core.clients.refusal(new Origin("fake", "192.0.2.2", null))).isNull();
    }

    @Test
    void anEndGivesTheAddressBackOnceHoweverOftenItIsReported() {
        List<Peer> peers = IntStream.range(0, 3).mapToObj(_ -> core.open(null)).toList();
        peers.getFirst().client().ended();
        peers.getFirst().client().ended();
        core.run();

        assertThat(core.open(null).client().turnedAway()).isNull();
        assertThat(core.open(null).client().turnedAway()).isNotNull();
    }

    @Test
    void whenAllAreGoneNothingIsKept() {
        List<Peer> peers =
                List.of(
                        core.connect(ALICE, core.format, HeartBeat.NONE),
                        core.connect(),
                        core.open(null),
                        core.open(null));
        assertThat(core.clients.isDeserted()).isFalse();

        peers.forEach(peer -> peer.client().ended());
        core.run();

        assertThat(core.clients.isDeserted()).isTrue();
    }

    @Test
    void ofManyWhoComeAtOnceNoMoreThanTheBoundGetIn() throws Exception {
        Core wide = new Core(2, Core.limits("clients-per-user", "7", "clients-per-address", "9"));
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Client>> comers =
                    IntStream.range(0, 200)
                            .<Callable<Client>>mapToObj(_ ->
                                    () -> {
                                        Client client =
                                                wide.clients.open(
                                                        Grant.of(ALICE),
                                                        Core.ORIGIN,
                                                        wide.format,
                                                        new FakeWire(),
                                                        null);
                                        client.announce(new byte[0]);
                                        return client;
                                    })
                            .toList();
            List<Client> clients =
                    threads.invokeAll(comers).stream().map(CountsTest::result).toList();

            assertThat(clients).filteredOn(c -> c.turnedAway() == null).hasSize(9);
            assertThat(wide.clients.ofUser("alice")).hasSize(7);
            clients.forEach(Client::ended);
            wide.run();
            assertThat(wide.clients.isDeserted()).isTrue();
        }
    }

    private static Client result(Future<Client> done) {
        try {
            return done.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
