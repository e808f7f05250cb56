package io.eligo.grants;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Users who follow each other in a range.
 *
 * @param lastUser the last of them; the range goes on behind
 * @param users how many they are
 * @param right the grants of those whose rows are as they should be
 * @param inDoubt the others, to be reconciled
 * @param wrong what seems to be wrong with their rows
 */
public record Slice(UUID lastUser, int users, Tally right, List<Compared> inDoubt, Tally wrong) {
    public static Slice empty(UUID lastUser) {
        return inDoubt(lastUser, List.of());
    }

    static Slice inDoubt(UUID lastUser, List<Compared> users) {
        return new Slice(
                lastUser,
                users.size(),
                Tally.NONE,
                users,
                users.stream().map(user -> user.decided().tally()).reduce(Tally.NONE, Tally::plus));
    }

    public Differences differences(OfferMerchants merchants) {
        return Differences.of(inDoubt, merchants);
    }

    /** What those in doubt would lose. */
    public Losses losses() {
        return Losses.of(inDoubt);
    }

    /** Those of whom something stays, as if it were all that is wrong with them. */
    public Slice staying(RevocationFilter filter) {
        return inDoubt(
                lastUser,
                inDoubt.stream().flatMap(user -> user.staying(filter).stream()).toList());
    }

    /** What those in doubt have now. */
    public Tally standing() {
        return new Tally(0, 0, wrong.unchanged() + wrong.revoked());
    }

    /** This slice and the one that follows. */
    public Slice and(Slice next) {
        return new Slice(
                next.lastUser,
                users + next.users,
                right.plus(next.right),
                Stream.concat(inDoubt.stream(), next.inDoubt.stream()).toList(),
                wrong.plus(next.wrong));
    }

    /**
     * What is to be done for those in doubt, to be kept for a while; nothing if they have to be read again anyway.
     *
     * @param most how many users a piece may have
     */
    public List<Kept> kept(int most) {
        if (inDoubt.stream().anyMatch(Compared::beingWritten)) {
            return List.of();
        }
        return IntStream.iterate(0, from -> from < inDoubt.size(), from -> from + most)
                .mapToObj(from -> Kept.of(inDoubt.subList(from, Math.min(from + most, inDoubt.size()))))
                .toList();
    }
}
