package io.eligo.grants.store;

import io.eligo.rules.FeedKey;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Things ordered by user, one of each, asked for by users in the same order: a walk along both, instead of a map. */
public final class SortedUserLookup<T> {
    private final List<T> items;
    private final Function<T, UUID> userIdOf;
    private int next;

    public SortedUserLookup(List<T> things, Function<T, UUID> userOf) {
        this.items = things;
        this.userIdOf = userOf;
    }

    /** The one of {@code user}, who comes behind whoever was asked for before; things of users in between are passed over. */
    @Nullable
    public T find(UUID user) {
        while (next < items.size() && FeedKey.compareIds(userIdOf.apply(items.get(next)), user) < 0) {
            next++;
        }
        boolean there = next < items.size() && userIdOf.apply(items.get(next)).equals(user);
        return there ? items.get(next) : null;
    }
}
