package io.hubbub.engine.memory;

import io.hubbub.engine.AppendingContract;
import io.hubbub.engine.ClosingContract;
import io.hubbub.engine.EmptyLogContract;
import io.hubbub.engine.FeedContract;
import io.hubbub.engine.IdsContract;
import io.hubbub.engine.ListingContract;
import io.hubbub.engine.LostPastContract;
import io.hubbub.engine.ModelContract;
import io.hubbub.engine.OneAtATimeContract;
import io.hubbub.engine.OrderContract;
import io.hubbub.engine.ReadingContract;
import io.hubbub.engine.RemovalContract;
import io.hubbub.engine.RetentionContract;
import io.hubbub.engine.TrimmingContract;
import org.junit.jupiter.api.Nested;

/** Every engine in memory keeps the contracts. */
class MemoryContractTest {

    @Nested
    class EmptyLog extends EmptyLogContract implements OpensMemory {}

    @Nested
    class Appending extends AppendingContract implements OpensMemory {}

    @Nested
    class Order extends OrderContract implements OpensMemory {}

    @Nested
    class Ids extends IdsContract implements OpensMemory {}

    @Nested
    class Reading extends ReadingContract implements OpensMemory {}

    @Nested
    class Trimming extends TrimmingContract implements OpensMemory {}

    @Nested
    class Retention extends RetentionContract implements OpensMemory {}

    @Nested
    class Listing extends ListingContract implements OpensMemory {}

    @Nested
    class Removal extends RemovalContract implements OpensMemory {}

    @Nested
    class Model extends ModelContract implements OpensMemory {}

    @Nested
    class Closing extends ClosingContract implements OpensMemory {}

    @Nested
    class Feed extends FeedContract implements OpensMemory {}

    @Nested
    class LostPast extends LostPastContract implements OpensMemory {}

    /** The engine that keeps nothing. */
    @Nested
    class TransientFeed extends FeedContract implements OpensTransient {}

    @Nested
    class OneAtATime extends OneAtATimeContract implements OpensMemory {}
}
