package io.eligo.feed.shadow;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsWithSource;
import io.eligo.platform.connections.ShadowConnections;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.ComparedAnswer;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.OfferDifference.Fault;
import io.eligo.rollout.shadow.WrongAnswer;
import io.eligo.rollout.shadow.WrongAnswer.Confirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Compares one read. The query-time resolver reads one snapshot of the database, and the same snapshot tells which changes the
 * precomputed answer cannot have contained: catalogue changes after the position of its catalogue, events of these grants that are
 * pending, and a row that was written after the reader looked. If no such change explains a difference, the answer was
 * wrong. Repeating the read does not change that; it only records whether the difference is still there.
 */
@Component
class ShadowComparer {
    private static final int MAX_REPETITIONS = 5;
    private static final int REPETITIONS_TO_CONFIRM = 2;

    private final ShadowConnections connections;
    private final ReadAnalyzer analyzer;
    private final Catalog catalog;
    private final Grants grants;

    ShadowComparer(ShadowConnections connections, ReadAnalyzer analyzer, Catalog catalog, Grants grants) {
        this.connections = connections;
        this.analyzer = analyzer;
        this.catalog = catalog;
        this.grants = grants;
    }

    /** @param finding null if the answer is not wrong */
    record Comparison(ShadowOutcome outcome, @Nullable WrongAnswer finding) {
        static final Comparison EQUAL = new Comparison(ShadowOutcome.EQUAL, null);
        static final Comparison STALE = new Comparison(ShadowOutcome.STALE, null);
    }

    /** Runs within {@link ShadowConnections#call}. */
    Comparison compare(ServedRead served) {
        ComparedAnswer answer = served.answer().get();
        ReaderState reader = readerState(served);
        if (served.servedBy() == ResolverPath.QUERY_TIME && answer.equals(precomputed(served, reader))) {
            return Comparison.EQUAL;
        }
        Analyzed analyzed = connections.inOneSnapshot(() -> analyze(served, answer, reader));
        if (analyzed.unexplained().isEmpty()) {
            return analyzed.isEqual() ? Comparison.EQUAL : Comparison.STALE;
        }
        Confirmation confirmation = repeat(served);
        // An erasure leaves no row whose time could be compared, so it cannot be recognised later.
        return analyzed.analysis().mayBeErased() && confirmation != Confirmation.CONFIRMED
                ? Comparison.STALE
                : new Comparison(ShadowOutcome.WRONG, finding(served, analyzed, confirmation));
    }

    /** @param unexplained the differences of the analysis, and that of the served answer from its own repetition */
    private record Analyzed(ReadAnalysis analysis, ComparedAnswer answer, List<OfferDifference> unexplained) {
        boolean isEqual() {
            return analysis.isEqual() && answer.equals(analysis.queryTime());
        }
    }

    private Analyzed analyze(ServedRead served, ComparedAnswer answer, ReaderState reader) {
        ReadAnalysis analysis = analyzer.analyze(served.read(), reader);
        var unexplained = new ArrayList<>(analysis.unexplained());
        if (served.servedBy() == ResolverPath.PRECOMPUTED) {
            if (!answer.equals(analysis.precomputed())) {
                unexplained.add(ReadAnalysis.wholeAnswer(List.of(Fault.PRECOMPUTED_RESOLVER), null));
            }
        } else if (!answer.equals(analysis.queryTime())
                && !analyzer.hasChangedSince(served.view(), served.read().user())) {
            unexplained.add(ReadAnalysis.wholeAnswer(List.of(Fault.QUERY_TIME_RESOLVER), null));
        }
        return new Analyzed(analysis, answer, unexplained);
    }

    private static WrongAnswer finding(ServedRead served, Analyzed analyzed, Confirmation confirmation) {
        boolean precomputed = served.servedBy() == ResolverPath.PRECOMPUTED;
        return new WrongAnswer(
                served.read().description(),
                served.servedBy(),
                precomputed ? analyzed.answer() : analyzed.analysis().precomputed(),
                precomputed ? analyzed.analysis().queryTime() : analyzed.answer(),
                analyzed.unexplained(),
                confirmation);
    }

    /** Repeats both reads with a catalogue that is not older than the first snapshot, and with grants from the same source. */
    private Confirmation repeat(ServedRead served) {
        int unexplained = 0;
        for (int i = 0; i < MAX_REPETITIONS && unexplained < REPETITIONS_TO_CONFIRM; i++) {
            ReaderState reader = readAgain(served, catalog.refresh());
            ReadAnalysis analysis = connections.inOneSnapshot(() -> analyzer.analyze(served.read(), reader));
            if (analysis.isEqual()) {
                return Confirmation.HEALED;
            }
            unexplained += analysis.unexplained().isEmpty() ? 0 : 1;
        }
        return unexplained == REPETITIONS_TO_CONFIRM ? Confirmation.CONFIRMED : Confirmation.UNSETTLED;
    }

    private ReaderState readerState(ServedRead served) {
        GrantsWithSource servedGrants = served.grants();
        return servedGrants == null
                ? readAgain(served, catalog.current())
                : new ReaderState(served.view(), servedGrants);
    }

    // Never within a snapshot: the cache would store grants that are older than its lease.
    private ReaderState readAgain(ServedRead served, CatalogView view) {
        UUID user = served.read().user();
        return new ReaderState(view, served.cached() ? grants.get(user) : grants.getUncached(user));
    }

    private static ComparedAnswer precomputed(ServedRead served, ReaderState reader) {
        return served.read()
                .precomputed(reader.view().snapshot(), reader.grants().grants())
                .answer();
    }
}
