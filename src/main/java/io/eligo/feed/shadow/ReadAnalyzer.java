package io.eligo.feed.shadow;

import io.eligo.catalog.CatalogView;
import io.eligo.feed.shadow.Diagnoser.DiagnosedDifference;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.OfferDifference.Fault;
import io.eligo.rollout.shadow.WrongAnswer;
import io.eligo.rules.FeedKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Answers a read by both paths in the caller's transaction, which has one snapshot, compares the answers, and keeps the differences
 * that {@link Diagnoser} does not explain by lag.
 */
@Component
class ReadAnalyzer {
    private final EvidenceCollector evidenceCollector;

    ReadAnalyzer(EvidenceCollector evidenceCollector) {
        this.evidenceCollector = evidenceCollector;
    }

    ReadAnalysis analyze(ShadowedRead read, ReaderState reader) {
        PathAnswer precomputed =
                read.precomputed(reader.view().snapshot(), reader.grants().grants());
        PathAnswer queryTime = read.queryTime();
        if (precomputed.answer().equals(queryTime.answer())) {
            return new ReadAnalysis(precomputed.answer(), queryTime.answer(), List.of(), false);
        }
        List<DifferingOffer> offers = DifferingOffer.between(precomputed, queryTime);
        if (offers.isEmpty()) {
            return new ReadAnalysis(
                    precomputed.answer(), queryTime.answer(), List.of(order(precomputed, queryTime)), false);
        }
        // Some at a time: mostly the first ones show a fault, if there is one.
        boolean isUserUnknown = false;
        for (int from = 0; from < offers.size(); from += WrongAnswer.MAX_DIFFERENCES) {
            List<DifferingOffer> some =
                    offers.subList(from, Math.min(offers.size(), from + WrongAnswer.MAX_DIFFERENCES));
            Evidence evidence = evidenceCollector.collect(read.user(), reader.view(), some);
            isUserUnknown = evidence.isUserUnknown();
            var diagnoser = new Diagnoser(read, reader.view().snapshot(), reader.grants(), evidence, some);
            List<DiagnosedDifference> unexplained = some.stream()
                    .map(diagnoser::diagnose)
                    .filter(diagnosed -> !diagnosed.explained())
                    .toList();
            if (!unexplained.isEmpty()) {
                return new ReadAnalysis(
                        precomputed.answer(),
                        queryTime.answer(),
                        unexplained.stream()
                                .map(DiagnosedDifference::difference)
                                .toList(),
                        isUserUnknown && hasGrantsFaultsOnly(unexplained));
            }
        }
        return new ReadAnalysis(precomputed.answer(), queryTime.answer(), List.of(), isUserUnknown);
    }

    private static boolean hasGrantsFaultsOnly(List<DiagnosedDifference> unexplained) {
        return unexplained.stream()
                .flatMap(diagnosed -> diagnosed.unexplained().stream())
                .allMatch(Fault::isOfGrants);
    }

    /** Whether anything that decides about answers to this user may have changed since the view was current. */
    boolean hasChangedSince(CatalogView view, UUID user) {
        return evidenceCollector.collect(user, view, List.of()).hasAnyChange();
    }

    private static OfferDifference order(PathAnswer precomputed, PathAnswer queryTime) {
        var faults = new ArrayList<Fault>();
        if (!isOrdered(precomputed.offers())) {
            faults.add(Fault.PRECOMPUTED_RESOLVER);
        }
        if (!isOrdered(queryTime.offers())) {
            faults.add(Fault.QUERY_TIME_RESOLVER);
        }
        if (faults.isEmpty()) {
            return ReadAnalysis.wholeAnswer(List.of(Fault.PRECOMPUTED_RESOLVER, Fault.QUERY_TIME_RESOLVER), null);
        }
        return ReadAnalysis.wholeAnswer(
                faults,
                faults.size() > 1
                        ? null
                        : faults.get(0) == Fault.QUERY_TIME_RESOLVER
                                ? ResolverPath.PRECOMPUTED
                                : ResolverPath.QUERY_TIME);
    }

    private static boolean isOrdered(List<ComparedOffer> offers) {
        List<FeedKey> keys = offers.stream()
                .map(offer -> new FeedKey(offer.orderedAt(), offer.id()))
                .toList();
        return keys.stream().sorted(Comparator.naturalOrder()).toList().equals(keys);
    }
}
