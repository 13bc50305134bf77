package io.hubbub.stomp.frame;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A frame's headers in the order they came. A frame has few headers, so a lookup goes through them
 * one by one. That needs neither hashing nor a table for each frame.
 */
public final class StompHeaders extends AbstractMap<String, String> {

    private static final int USUAL = 6;

    /** Names and values in turn. Elements beyond {@link #size} headers are null. */
    private @Nullable String[] pairs = new @Nullable String[2 * USUAL];

    private int size;

    /** Adds a header. If it is repeated, the first one counts, as STOMP demands. */
    public void add(String name, String value) {
        if (get(name) != null) {
            return;
        }
        if (2 * size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * pairs.length);
        }
        pairs[2 * size] = name;
        pairs[2 * size + 1] = value;
        size++;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        for (int i = 0; i < 2 * size; i += 2) {
            if (Objects.equals(pairs[i], name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return entries();
            }
        };
    }

    private Iterator<Map.Entry<String, String>> entries() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public Map.Entry<String, String> next() {
                if (next == size) {
                    throw new NoSuchElementException();
                }
                String name = pairs[2 * next];
                String value = pairs[2 * next + 1];
                next++;
                return Map.entry(Objects.requireNonNull(name), Objects.requireNonNull(value));
            }
        };
    }
}
