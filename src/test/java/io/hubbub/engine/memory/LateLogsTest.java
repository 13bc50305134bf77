package io.hubbub.engine.memory;

import io.hubbub.engine.AppendingContract;
import io.hubbub.engine.ClosingContract;
import io.hubbub.engine.EngineUnderTest;
import io.hubbub.engine.FeedContract;
import io.hubbub.engine.IdsContract;
import io.hubbub.engine.LateLogs;
import io.hubbub.engine.LostPastContract;
import io.hubbub.engine.ModelContract;
import io.hubbub.engine.OrderContract;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RemovalContract;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsFixture;
import java.util.Random;
import org.junit.jupiter.api.Nested;

/**
 * The late engine of the simulations keeps the contracts too. Otherwise the simulations would prove
 * nothing.
 */
class LateLogsTest {

    interface OpensLate extends EngineUnderTest {

        @Override
        default RoomLogs open() {
            long seed = new Random().nextLong();
            System.getLogger("LateLogsTest").log(System.Logger.Level.INFO, "seed " + seed);
            RoomLogs memory =
                    new MemoryRoomLogs(
                            this::retention,
                            clock(),
                            this::newEpoch,
                            new RecentIds(RoomLogsFixture.WINDOW),
                            2_000_000);
            return new LateLogs(memory, new Random(seed), 0).drive();
        }
    }

    @Nested
    class Appending extends AppendingContract implements OpensLate {}

    @Nested
    class Closing extends ClosingContract implements OpensLate {}

    @Nested
    class Feeds extends FeedContract implements OpensLate {}

    @Nested
    class Ids extends IdsContract implements OpensLate {}

    @Nested
    class LostPast extends LostPastContract implements OpensLate {}

    @Nested
    class Model extends ModelContract implements OpensLate {}

    @Nested
    class Order extends OrderContract implements OpensLate {}

    @Nested
    class Removal extends RemovalContract implements OpensLate {}
}
