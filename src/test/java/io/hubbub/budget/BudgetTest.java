package io.hubbub.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final int STEP = Account.STEP_BYTES;

    private final Budget budget = new Budget(80 * STEP, 40 * STEP);

    /** A connection that remembers whether it was told to go. */
    private static final class Peer implements Holder {

        final String network;
        final List<ErrorCode> told = new ArrayList<>();
        final Account account;

        Peer(Budget budget, String network) {
            this.network = network;
            account = budget.open(this);
        }

        @Override
        public String network() {
            return network;
        }

        @Override
        public void giveWay(Refusal why) {
            told.add(why.code());
        }
    }

    private Peer from(String network) {
        return new Peer(budget, network);
    }

    /** What is charged, besides the free bytes. */
    private static int steps(int count) {
        return Account.FREE_BYTES + count * STEP;
    }

    private static ErrorCode code(Refusal refusal) {
        return refusal == null ? null : refusal.code();
    }

    @Test
    void whatAnyConnectionHoldsIsNotCharged() {
        Peer peer = from("a");

        assertThat(peer.account.passing().hold(Account.FREE_BYTES)).isNull();

        assertThat(budget.held()).isZero();
        assertThat(budget.networks()).isZero();
    }

    @Test
    void moreIsChargedInStepsAndAllThingsTogether() {
        Peer peer = from("a");
        Holding one = peer.account.passing();
        Holding other = peer.account.passing();

        one.hold(Account.FREE_BYTES);
        other.hold(1);
        assertThat(budget.held()).isEqualTo(STEP);
        other.hold(STEP);
        assertThat(budget.held()).isEqualTo(STEP);
        other.hold(STEP + 1);
        assertThat(budget.held()).isEqualTo(2 * STEP);
        one.hold(0);
        assertThat(budget.held()).isEqualTo(STEP);
        other.hold(0);
        assertThat(budget.held()).isZero();
    }

    @Test
    void oneAddressHoldsNoMoreThanItsPartAndOthersHaveTheRest() {
        Holding greedy = from("a").account.passing();
        assertThat(greedy.hold(steps(40))).isNull();

        assertThat(code(from("a").account.passing().hold(steps(1))))
                .isEqualTo(ErrorCode.ADDRESS_HELD_FULL);
        assertThat(from("b").account.passing().hold(steps(30))).isNull();
        assertThat(budget.heldByGreatest()).isEqualTo(40 * STEP);
    }

    @Test
    void allTogetherHoldNoMoreThanTheBound() {
        for (String network : List.of("a", "b", "c", "d")) {
            assertThat(from(network).account.passing().hold(steps(20))).isNull();
        }

        Holding one = from("e").account.passing();
        assertThat(code(one.hold(steps(1)))).isEqualTo(ErrorCode.HELD_FULL);

        assertThat(one.bytes()).isZero();
        assertThat(budget.held()).isEqualTo(80 * STEP);
    }

    @Test
    void whoIsRefusedHoldsWhatItHeldBefore() {
        from("a").account.passing().hold(steps(30));
        Holding holding = from("a").account.passing();
        holding.hold(steps(5));

        assertThat(holding.hold(steps(11))).isNotNull();

        assertThat(holding.bytes()).isEqualTo(steps(5));
        assertThat(budget.held()).isEqualTo(35 * STEP);
        assertThat(holding.hold(steps(10))).isNull();
    }

    @Test
    void whoHasHeldSomethingForTheLongestGivesWayFirst() {
        Peer first = from("a");
        Peer second = from("a");
        Peer third = from("a");
        Holding passed = second.account.passing();
        passed.hold(steps(10));
        first.account.passing().hold(steps(5));
        passed.hold(0);
        passed.hold(steps(20));

        third.account.passing().hold(steps(11));

        assertThat(first.told).containsExactly(ErrorCode.ADDRESS_HELD_FULL);
        assertThat(second.told).isEmpty();
        assertThat(third.told).isEmpty();
    }

    @Test
    void nobodyIsToldTwiceAndNoMoreAreToldThanMakeRoom() {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Peer peer = from("a");
            peers.add(peer);
            peer.account.passing().hold(steps(4));
        }
        // 36 of 40 are held, but only 35 may stay.
        assertThat(peers).filteredOn(peer -> !peer.told.isEmpty()).containsExactly(peers.get(0));

        // The first one is leaving, and its bytes count until it is gone.
        from("a").account.passing().hold(steps(3));
        assertThat(peers).filteredOn(peer -> !peer.told.isEmpty()).containsExactly(peers.get(0));

        peers.getFirst().account.close();
        assertThat(budget.held()).isEqualTo(35 * STEP);
        assertThat(peers.getFirst().told).hasSize(1);
        assertThat(budget.gaveWay()).isEqualTo(1);
    }

    @Test
    void itIsTheAddressThatHoldsTheMostWhoseOldestGoes() {
        Peer small = from("small");
        small.account.passing().hold(steps(2));
        Peer greatest = from("greatest");
        greatest.account.passing().hold(steps(30));
        Peer great = from("great");
        great.account.passing().hold(steps(25));

        Peer last = from("last");
        assertThat(last.account.passing().hold(steps(14))).isNull();

        assertThat(greatest.told).containsExactly(ErrorCode.HELD_FULL);
        assertThat(List.of(small, great, last)).allMatch(peer -> peer.told.isEmpty());
    }

    @Test
    void nobodyIsClosedForWhatLastsAsLongAsTheConnection() {
        Peer peer = from("a");
        Holding subscriptions = peer.account.lasting();
        int most = Account.FREE_LASTING_BYTES + 40 * STEP;
        assertThat(subscriptions.hold(most)).isNull();

        assertThat(code(subscriptions.hold(most + 1))).isEqualTo(ErrorCode.ADDRESS_HELD_FULL);
        assertThat(peer.told).isEmpty();
    }

    @Test
    void theEndOfAnAccountGivesBackAllOfItForGood() {
        Peer peer = from("a");
        Holding one = peer.account.passing();
        Holding other = peer.account.passing();
        one.hold(steps(5));
        other.hold(steps(7));

        peer.account.close();
        assertThat(budget.held()).isZero();

        one.hold(steps(9));
        other.hold(0);
        peer.account.close();
        assertThat(budget.held()).isZero();
        assertThat(budget.networks()).isZero();
    }
}
