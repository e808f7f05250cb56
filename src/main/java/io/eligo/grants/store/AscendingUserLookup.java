package io.eligo.grants.store;

import io.eligo.rules.vocabulary.UuidOrder;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Look-up in a list sorted by user, with one item per user, for callers that ask in the same order: it walks along
 * the list instead of building a map.
 */
public final class AscendingUserLookup<T> {
    private final List<T> items;
    private final Function<T, UUID> userIdOf;
    private int next;

    public AscendingUserLookup(List<T> items, Function<T, UUID> userIdOf) {
        this.items = items;
        this.userIdOf = userIdOf;
    }

    /**
     * Returns the item of {@code user}, or null if there is none. Each call must name a later user than the call
     * before; items of users in between are skipped.
     */
    @Nullable
    public T find(UUID user) {
        while (next < items.size() && UuidOrder.compare(userIdOf.apply(items.get(next)), user) < 0) {
            next++;
        }
        boolean there = next < items.size() && userIdOf.apply(items.get(next)).equals(user);
        return there ? items.get(next) : null;
    }
}
