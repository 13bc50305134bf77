package io.hubbub.engine.embedded.writing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {

    @Test
    void whereAllFitNothingIsCut() {
        assertThat(Shares.largest(new long[] {5, 1, 3}, 9)).isEqualTo(5);
        assertThat(Shares.largest(new long[0], 9)).isZero();
    }

    @Test
    void theLargestAreCutToOneSizeAndTheOthersKeepWhatTheyHave() {
        assertThat(Shares.largest(new long[] {100, 2, 60, 1}, 43)).isEqualTo(20);
        assertThat(Shares.largest(new long[] {10, 10}, 0)).isZero();
        assertThat(Shares.largest(new long[] {10, 10}, -5)).isZero();
    }

    @Test
    void allTogetherTakeNoMoreThanThereIsAndWasteNothing() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long[] sizes = random.longs(1 + random.nextInt(20), 0, 1_000).toArray();
            long most = random.nextInt(10_000);
            long largest = Shares.largest(sizes, most);
            long sum = Arrays.stream(sizes).map(size -> Math.min(size, largest)).sum();
            assertThat(sum).as("seed " + seed).isLessThanOrEqualTo(most);
            if (Arrays.stream(sizes).sum() > most) {
                assertThat(sum).as("seed " + seed).isGreaterThan(most - sizes.length);
            }
        }
    }
}
