package io.eligo.outbox.inspect;

import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** What some events name: all grants of these users, everybody's grants of these offers, or all there are. Not to be changed. */
public final class AffectedGrants {
    private static final int[] NONE = {};

    private final boolean all;
    private final UserHashSet users;
    private final Set<Integer> offerNos;

    AffectedGrants(boolean all, UserHashSet users, Set<Integer> offerNos) {
        this.all = all;
        this.users = users;
        this.offerNos = offerNos;
    }

    /** Those of the user's offers, by their numbers, whose grants no event names. */
    public int[] unaffected(UUID user, int[] offers) {
        return all || users.contains(user)
                ? NONE
                : IntStream.of(offers).filter(no -> !offerNos.contains(no)).toArray();
    }
}
