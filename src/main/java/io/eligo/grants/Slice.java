package io.eligo.grants;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Users who follow each other in a range.
 *
 * @param lastUser the last of them; the range goes on behind
 * @param users how many they are
 * @param right the grants of those whose rows are as they should be
 * @param inDoubt the others, to be reconciled; at most {@link Grants#MOST_USERS_AT_ONCE}
 * @param wrong what seems to be wrong with their rows
 */
public record Slice(UUID lastUser, int users, Tally right, List<Compared> inDoubt, Tally wrong) {
    /** @param merchantOf of an offer, by their numbers */
    public Differences differences(int[] merchantOf) {
        return Differences.of(inDoubt, merchantOf);
    }

    /** What is to be done for those in doubt, to be kept for a while; null if they have to be read again anyway. */
    public @Nullable Kept kept() {
        return inDoubt.isEmpty() || inDoubt.stream().anyMatch(Compared::beingWritten) ? null : Kept.of(inDoubt, wrong);
    }
}
