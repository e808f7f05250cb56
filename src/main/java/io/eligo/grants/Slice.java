package io.eligo.grants;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

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
    /** @param merchantOf of an offer, by their numbers */
    public Differences differences(int[] merchantOf) {
        return Differences.of(inDoubt, merchantOf);
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
