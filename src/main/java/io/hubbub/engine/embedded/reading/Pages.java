package io.hubbub.engine.embedded.reading;

import io.hubbub.engine.From;
import io.hubbub.engine.Logged;
import io.hubbub.engine.Page;
import io.hubbub.engine.Span;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.MessageCodec;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads messages. Safe for every thread. */
public final class Pages {

    private final Store store;
    private final Heads heads;
    private final Ageing ageing;

    public Pages(Store store, Heads heads, Ageing ageing) {
        this.store = store;
        this.heads = heads;
        this.ageing = ageing;
    }

    public Page read(RoomName room, From from, int limit, int maxBytes) {
        Head head = heads.find(room);
        if (head == null) {
            return new Page(List.of(), heads.span(room));
        }
        ageing.age(head);
        Span span = head.span();
        while (true) {
            Page page = tryRead(head, span, from, limit, maxBytes);
            if (page != null) {
                return page;
            }
            head.awaitRemoval();
            if (!heads.has(head)) {
                // The log was removed meanwhile. The room may have a new one by now.
                return read(room, from, limit, maxBytes);
            }
            Span now = head.span();
            if (now.oldest() == span.oldest()) {
                throw new UncheckedIOException(
                        new IOException("The store misses a message of " + room));
            }
            // The missing message was trimmed meanwhile.
            span = now;
        }
    }

    /** Reads what the span says is there. Null where one of the messages is missing. */
    private @Nullable Page tryRead(Head head, Span span, From from, int limit, int maxBytes) {
        boolean forwards = from instanceof From.After;
        long first =
                switch (from) {
                    case From.After(long before) ->
                            Math.max(span.oldest(), Math.min(before, span.newest()) + 1);
                    case From.Before(long after) -> Math.min(span.newest(), after - 1);
                };
        if (first < span.oldest() || first > span.newest() || limit <= 0) {
            return new Page(List.of(), span);
        }
        return store.<@Nullable Page>use(open -> {
            try (RocksIterator rows = open.db().newIterator(open.handle(Family.MESSAGES))) {
                rows.seek(Keys.message(head.id(), first));
                List<Logged> messages = new ArrayList<>();
                long left = maxBytes;
                for (long offset = first;
                        offset >= span.oldest()
                                && offset <= span.newest()
                                && messages.size() < limit;
                        offset += forwards ? 1 : -1) {
                    if (!isAt(rows, head.id(), offset)) {
                        return null;
                    }
                    Position position = new Position(span.epoch(), offset);
                    Logged logged = MessageCodec.decode(head.room(), position, rows.value());
                    left -= logged.bytes();
                    if (left < 0 && !messages.isEmpty()) {
                        break;
                    }
                    messages.add(logged);
                    if (forwards) {
                        rows.next();
                    } else {
                        rows.prev();
                    }
                }
                return new Page(forwards ? messages : messages.reversed(), span);
            }
        });
    }

    private static boolean isAt(RocksIterator rows, long roomId, long offset)
            throws RocksDBException {
        if (!rows.isValid()) {
            rows.status();
            return false;
        }
        byte[] key = rows.key();
        return Keys.roomId(key) == roomId && Keys.offset(key) == offset;
    }
}
