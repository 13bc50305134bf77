package io.hubbub.engine.embedded;

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

/** The embedded engine keeps every contract. */
class EmbeddedContractTest {

    @Nested
    class EmptyLog extends EmptyLogContract implements OpensEmbedded {}

    @Nested
    class Appending extends AppendingContract implements OpensEmbedded {}

    @Nested
    class Order extends OrderContract implements OpensEmbedded {}

    @Nested
    class Ids extends IdsContract implements OpensEmbedded {}

    @Nested
    class Reading extends ReadingContract implements OpensEmbedded {}

    @Nested
    class Trimming extends TrimmingContract implements OpensEmbedded {}

    @Nested
    class Retention extends RetentionContract implements OpensEmbedded {}

    @Nested
    class Listing extends ListingContract implements OpensEmbedded {}

    @Nested
    class Removal extends RemovalContract implements OpensEmbedded {}

    @Nested
    class Model extends ModelContract implements OpensEmbedded {}

    @Nested
    class Closing extends ClosingContract implements OpensEmbedded {}

    @Nested
    class Feed extends FeedContract implements OpensEmbedded {}

    @Nested
    class LostPast extends LostPastContract implements OpensEmbedded {}

    @Nested
    class OneAtATime extends OneAtATimeContract implements OpensEmbedded {}
}
