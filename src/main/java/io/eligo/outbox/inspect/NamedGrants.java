package io.eligo.outbox.inspect;

import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The grants that some events name: all grants of some users, all users' grants of some offers, or all
 * grants. Immutable.
 */
public final class NamedGrants {
    private static final int[] NONE = {};

    private final boolean all;
    private final UserHashSet users;
    private final Set<Integer> offerNos;

    NamedGrants(boolean all, UserHashSet users, Set<Integer> offerNos) {
        this.all = all;
        this.users = users;
        this.offerNos = offerNos;
    }

    /** Returns those of the user's offer numbers whose grants no event names. */
    public int[] unaffected(UUID user, int[] offers) {
        return all || users.contains(user)
                ? NONE
                : IntStream.of(offers).filter(no -> !offerNos.contains(no)).toArray();
    }
}
