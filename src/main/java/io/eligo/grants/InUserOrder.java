package io.eligo.grants;

import io.eligo.rules.FeedKey;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Things ordered by user, asked for by users in the same order: a walk along both, instead of a map. */
final class InUserOrder<T> {
    private final List<T> things;
    private final Function<T, UUID> userOf;
    private int next;

    InUserOrder(List<T> things, Function<T, UUID> userOf) {
        this.things = things;
        this.userOf = userOf;
    }

    /** Those of {@code user}, who comes behind whoever was asked for before; things of users in between are passed over. */
    List<T> of(UUID user) {
        while (next < things.size() && FeedKey.compare(userOf.apply(things.get(next)), user) < 0) {
            next++;
        }
        int from = next;
        while (next < things.size() && userOf.apply(things.get(next)).equals(user)) {
            next++;
        }
        return things.subList(from, next);
    }
}
