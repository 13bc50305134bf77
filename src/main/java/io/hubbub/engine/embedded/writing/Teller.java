package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Followers;
import io.hubbub.message.Position;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what became of a message: first the feeds of its rooms, then its publisher. What they throw
 * is logged, so that it keeps nobody else from being told. Safe for every thread; who calls it sees
 * to the order.
 */
public final class Teller {

    private static final Logger log = LoggerFactory.getLogger(Teller.class);

    private final Followers followers;

    public Teller(Followers followers) {
        this.followers = followers;
    }

    public void tell(Append append, Appended appended, Consumer<Appended> outcome) {
        switch (appended) {
            case Appended.Stored(List<Position> positions) -> followers.tell(append, positions);
            case Appended.Said _ -> followers.tell(append);
            case Appended.Duplicate _, Appended.Refused _, Appended.Unknown _ -> {}
        }
        try {
            outcome.accept(appended);
        } catch (RuntimeException e) {
            log.error("A publisher failed when it was told {}", appended, e);
        }
    }
}
