package io.hubbub.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.PlainFormat;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTest {

    private final PlainFormat format = new PlainFormat();
    private final Shard shard = new Shard();

    @Test
    void subscriptionsThatReadTheSameBytesAreOneGroup() {
        shard.add(subscription("a"));
        shard.add(subscription("b"));
        shard.add(subscription("a"));

        assertThat(shard.groups()).extracting(Shard.Group::size).containsExactly(2, 1);
    }

    @Test
    void aGroupGoesWithItsLastSubscription() {
        Subscription one = subscription("a");
        shard.add(one);

        shard.remove(one);

        assertThat(shard.groups()).isEmpty();
        assertThat(one.slot()).isEqualTo(-1);
    }

    @Test
    void removingWhatIsNotThereDoesNothing() {
        Subscription there = subscription("a");
        shard.add(there);

        shard.remove(subscription("a"));
        shard.remove(subscription("b"));

        assertThat(members()).containsExactly(there);
    }

    @Test
    void inWhateverOrderTheyGoTheRestStays() {
        List<Subscription> all = new ArrayList<>();
        IntStream.range(0, 9).forEach(_ -> all.add(subscription("a")));
        all.forEach(shard::add);

        for (int next : new int[] {0, 7, 3, 3, 0, 3, 1, 0, 0}) {
            shard.remove(all.remove(next));
            assertThat(members()).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    void leavingACrowdMovesOneOther() {
        List<Subscription> crowd = new ArrayList<>();
        IntStream.range(0, 20_000).forEach(_ -> crowd.add(subscription("a")));
        crowd.forEach(shard::add);
        List<Subscription> before = members();

        shard.remove(crowd.getFirst());

        List<Subscription> after = members();
        assertThat(IntStream.range(0, after.size()).filter(i -> after.get(i) != before.get(i)))
                .hasSize(1);
    }

    private List<Subscription> members() {
        List<Subscription> members = new ArrayList<>();
        for (Shard.Group group : shard.groups()) {
            for (int i = 0; i < group.size(); i++) {
                assertThat(group.get(i).slot()).isEqualTo(i);
                members.add(group.get(i));
            }
        }
        return members;
    }

    private Subscription subscription(String id) {
        return new Subscription(null, id, new Source.Private("x"), format.dialect(id));
    }
}
