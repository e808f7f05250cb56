package io.eligo.grants;

import io.eligo.rules.FeedKey;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Things ordered by user, one of each, asked for by users in the same order: a walk along both, instead of a map. */
final class InUserOrder<T> {
    private final List<T> things;
    private final Function<T, UUID> userOf;
    private int next;

    InUserOrder(List<T> things, Function<T, UUID> userOf) {
        this.things = things;
        this.userOf = userOf;
    }

    /** The one of {@code user}, who comes behind whoever was asked for before; things of users in between are passed over. */
    @Nullable
    T of(UUID user) {
        while (next < things.size() && FeedKey.compare(userOf.apply(things.get(next)), user) < 0) {
            next++;
        }
        boolean there = next < things.size() && userOf.apply(things.get(next)).equals(user);
        return there ? things.get(next) : null;
    }
}
