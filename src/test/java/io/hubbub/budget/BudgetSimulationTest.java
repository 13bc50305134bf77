package io.hubbub.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Takes, gives back and closes in any order, and compares with a plain sum. */
@Timeout(60)
class BudgetSimulationTest {

    private static final long BOUND = 400_000;
    private static final long NETWORK_BOUND = 150_000;

    private final Budget budget = new Budget(BOUND, NETWORK_BOUND);

    /** A connection, and the true number of bytes that it holds. */
    private static final class Peer implements Holder {

        final String network;
        final Account account;
        final List<Holding> holdings = new ArrayList<>();
        final Holding subscriptions;
        int told;

        Peer(Budget budget, String network) {
            this.network = network;
            account = budget.open(this);
            subscriptions = account.lasting();
            IntStream.range(0, 3).forEach(_ -> holdings.add(account.passing()));
        }

        @Override
        public String network() {
            return network;
        }

        @Override
        public void giveWay(Refusal why) {
            told++;
        }

        long charge() {
            long passing = holdings.stream().mapToLong(Holding::bytes).sum();
            return steps(passing - Account.FREE_BYTES)
                    + steps(subscriptions.bytes() - Account.FREE_LASTING_BYTES);
        }

        private static long steps(long bytes) {
            return Math.max(0, Math.ceilDiv(bytes, (long) Account.STEP_BYTES)) * Account.STEP_BYTES;
        }
    }

    @RepeatedTest(20)
    void whatIsHeldIsTheSumOfAllThingsAndNeverPastABound() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Peer> peers = new ArrayList<>();
        for (int step = 0; step < 4_000; step++) {
            int what = random.nextInt(20);
            if (peers.isEmpty() || what == 0) {
                peers.add(new Peer(budget, "n" + random.nextInt(5)));
            } else if (what == 1) {
                peers.remove(random.nextInt(peers.size())).account.close();
            } else {
                Peer peer = peers.get(random.nextInt(peers.size()));
                boolean lasts = random.nextInt(5) == 0;
                act(random, lasts ? peer.subscriptions : peer.holdings.get(random.nextInt(3)));
            }
            check(seed, step, peers);
            // A connection that was told to go goes sooner or later.
            if (random.nextInt(3) == 0) {
                peers.stream()
                        .filter(peer -> peer.told > 0)
                        .toList()
                        .forEach(peer -> {
                            peer.account.close();
                            peers.remove(peer);
                        });
            }
        }
        peers.forEach(peer -> peer.account.close());
        assertThat(budget.held()).as("seed %d", seed).isZero();
        assertThat(budget.networks()).as("seed %d", seed).isZero();
    }

    private static void act(Random random, Holding holding) {
        long before = holding.bytes();
        long wanted = random.nextInt(3) == 0 ? 0 : random.nextInt(30_000);
        Refusal refusal = holding.hold(wanted);
        assertThat(holding.bytes()).isEqualTo(refusal == null ? wanted : before);
        assertThat(refusal == null || wanted > before).isTrue();
    }

    private void check(long seed, int step, List<Peer> peers) {
        String at = "seed " + seed + ", step " + step;
        long sum = peers.stream().mapToLong(Peer::charge).sum();
        assertThat(budget.held()).as(at).isEqualTo(sum).isLessThanOrEqualTo(BOUND);
        long greatest =
                IntStream.range(0, 5)
                        .mapToLong(n ->
                                peers.stream()
                                        .filter(peer -> peer.network.equals("n" + n))
                                        .mapToLong(Peer::charge)
                                        .sum())
                        .max()
                        .orElse(0);
        assertThat(budget.heldByGreatest())
                .as(at)
                .isEqualTo(greatest)
                .isLessThanOrEqualTo(NETWORK_BOUND);
        assertThat(peers).as(at).allMatch(peer -> peer.told <= 1);
    }

    @Test
    void nothingIsLeftAfterManyThreadsHaveComeAndGone() throws InterruptedException {
        long seed = new Random().nextLong();
        int threads = 8;
        CountDownLatch done = new CountDownLatch(threads);
        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(seed + thread);
            Thread.startVirtualThread(() -> {
                for (int i = 0; i < 500; i++) {
                    Peer peer = new Peer(budget, "n" + random.nextInt(5));
                    // Each thing has one thread. The account has several, and another one closes
                    // it.
                    Thread other =
                            Thread.startVirtualThread(() -> {
                                peer.holdings.get(1).hold(20_000);
                                peer.holdings.get(1).hold(5_000);
                            });
                    act(random, peer.holdings.get(0));
                    act(random, peer.holdings.get(2));
                    peer.account.close();
                    try {
                        other.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(budget.held()).as("seed %d", seed).isZero();
        assertThat(budget.networks()).as("seed %d", seed).isZero();
    }
}
