package io.eligo.rollout.shadow;

import io.eligo.rollout.ResolverPath;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Two answers to one read that differ without an explanation by pending changes.
 *
 * @param servedBy the path that has answered the caller
 * @param differences the offers that differ, at most {@link #MAX_DIFFERENCES}
 */
public record WrongAnswer(
        ComparedRead read,
        ResolverPath servedBy,
        ComparedAnswer precomputed,
        ComparedAnswer queryTime,
        List<OfferDifference> differences,
        Confirmation confirmation) {
    public static final int MAX_DIFFERENCES = 50;

    public WrongAnswer {
        differences = List.copyOf(differences);
    }

    /** With the offers that differ only. */
    WrongAnswer withDifferingOffers() {
        Set<UUID> differing = differences.stream()
                .map(OfferDifference::offer)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return withAnswers(precomputed.onlyOffers(differing), queryTime.onlyOffers(differing), differences);
    }

    /** With the first difference only, without the answers and without its conditions: its fields and faults are left. */
    WrongAnswer withFirstDifference() {
        ComparedAnswer none = precomputed.onlyOffers(Set.of());
        return withAnswers(
                none,
                none,
                differences.stream()
                        .limit(1)
                        .map(OfferDifference::withoutConditions)
                        .toList());
    }

    /** Without the answers. */
    WrongAnswer withoutAnswers() {
        ComparedAnswer none = precomputed.onlyOffers(Set.of());
        return withAnswers(none, none, differences);
    }

    private WrongAnswer withAnswers(ComparedAnswer left, ComparedAnswer right, List<OfferDifference> some) {
        return new WrongAnswer(read, servedBy, left, right, some, confirmation);
    }

    /** What the repetition of both reads has shown. */
    public enum Confirmation {
        /** They differed without an explanation in two of at most five repetitions; in the others a change may explain it. */
        CONFIRMED("differed again in two repetitions, and no change explains it"),
        /** They agreed, although no change explains that they differed before. */
        HEALED("agreed at a repetition, although no change explains the difference"),
        /** Changes for this user or these offers did not end. */
        UNSETTLED("could not be repeated, because changes for these offers did not end");

        private final String description;

        Confirmation(String description) {
            this.description = description;
        }

        public String description() {
            return description;
        }
    }
}
