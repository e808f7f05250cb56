package io.eligo.feed.shadow;

import static io.eligo.rollout.shadow.OfferDifference.Fault.CACHED_GRANTS;
import static io.eligo.rollout.shadow.OfferDifference.Fault.COMPUTED_GRANTS;
import static io.eligo.rollout.shadow.OfferDifference.Fault.NODE_CATALOG;
import static io.eligo.rollout.shadow.OfferDifference.Fault.PRECOMPUTED_RESOLVER;
import static io.eligo.rollout.shadow.OfferDifference.Fault.QUERY_TIME_RESOLVER;
import static io.eligo.rollout.shadow.OfferDifference.Fault.STORED_GRANTS;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.shadow.ShadowedRead.RuledOffer;
import io.eligo.grants.GrantsWithSource.GrantsSource;
import io.eligo.grants.store.UserGrants;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.OfferDifference.Fault;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each differing offer which part went wrong. It evaluates the read again with one part exchanged: with the reader's
 * grants and a catalogue fresh from the tables, and with the reader's catalogue and grants computed by the rules. If the offer is
 * right with the fresh catalogue, the node's catalogue was wrong; if with the computed grants, the reader's grants were. Then it
 * tells whether a pending change explains each of these faults. {@code docs/architecture/shadow.md} has the
 * table of all outcomes.
 */
final class Diagnoser {
    private final ShadowedRead read;
    private final ReaderState reader;
    private final Evidence evidence;
    private final CatalogSnapshot tables;
    private final PathAnswer correct;
    private final PathAnswer correctGrants;
    private final PathAnswer correctCatalog;
    private final @Nullable PathAnswer correctCatalogAndRow;

    Diagnoser(ShadowedRead read, ReaderState reader, Evidence evidence, List<DifferingOffer> offers) {
        this.read = read;
        this.reader = reader;
        this.evidence = evidence;
        this.tables = evidence.catalog().snapshot();
        UserGrants grants =
                evidence.grantsByRules(offers.stream().map(DifferingOffer::id).toList());
        UserGrants row = evidence.stored().row();
        this.correct = read.precomputed(tables, grants);
        this.correctGrants = read.precomputed(reader.view().snapshot(), grants);
        this.correctCatalog = read.precomputed(tables, reader.grants().grants());
        this.correctCatalogAndRow = row == null ? null : read.precomputed(tables, row);
    }

    /** @param explained whether changes that the reader cannot have seen explain the difference */
    record DiagnosedDifference(OfferDifference difference, boolean explained) {}

    DiagnosedDifference diagnose(DifferingOffer offer) {
        UUID id = offer.id();
        RuledOffer ruled = applyRules(id);
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        boolean explained = true;
        ComparedOffer right = correct.find(id);
        if (!Objects.equals(correctGrants.find(id), right)) {
            faults.add(NODE_CATALOG);
            explained = isCatalogChangeUnseen(offer);
        }
        if (!Objects.equals(correctCatalog.find(id), right)) {
            faults.add(grantsFault(id, right));
            explained &= isGrantsChangeUnseen(id, right);
        }
        if (!Objects.equals(right, ruled.expected())) {
            faults.add(PRECOMPUTED_RESOLVER);
            explained = false;
        }
        if (!Objects.equals(offer.queryTime(), ruled.expected())) {
            faults.add(QUERY_TIME_RESOLVER);
            explained = false;
        }
        if (faults.isEmpty()) {
            // Catalogue and grants are wrong together, such as after the change of an audience from some users to all.
            faults.addAll(Set.of(NODE_CATALOG, grantsFault(id, right)));
            explained = isCatalogChangeUnseen(offer) || isGrantsChangeUnseen(id, right);
        }
        return new DiagnosedDifference(describe(offer, faults, ruled), explained);
    }

    private RuledOffer applyRules(UUID id) {
        CatalogOffer entry = tables.offer(id);
        return entry == null ? RuledOffer.NONE : read.applyRules(tables, entry, evidence.typeAt(entry.merchant()));
    }

    private Fault grantsFault(UUID id, @Nullable ComparedOffer right) {
        if (correctCatalogAndRow != null && !isRowCorrect(id, right)) {
            return STORED_GRANTS;
        }
        if (reader.grants().source() == GrantsSource.CACHE) {
            return CACHED_GRANTS;
        }
        return reader.grants().source() == GrantsSource.TABLE ? STORED_GRANTS : COMPUTED_GRANTS;
    }

    private boolean isCatalogChangeUnseen(DifferingOffer offer) {
        return evidence.catalog()
                .hasUnseenChangeOf(offer.relatedIds(reader.view().snapshot()).with(offer.id()));
    }

    private boolean isGrantsChangeUnseen(UUID id, @Nullable ComparedOffer right) {
        if (evidence.pending().includes(id)) {
            return true;
        }
        // Else the row must be correct by now, and the reader must have had an earlier version of it, which an event
        // has replaced: a row that is repaired without an event was wrong.
        boolean current = correctCatalogAndRow == null || isRowCorrect(id, right);
        boolean replaced =
                evidence.stored().writtenSince() && evidence.processed().includes(id);
        return current && (replaced || evidence.stored().evictionPending());
    }

    private boolean isRowCorrect(UUID id, @Nullable ComparedOffer right) {
        return correctCatalogAndRow != null && Objects.equals(correctCatalogAndRow.find(id), right);
    }

    private static OfferDifference describe(DifferingOffer offer, Set<Fault> faults, RuledOffer ruled) {
        return new OfferDifference(
                offer.id(),
                offer.name(),
                offer.fields(),
                List.copyOf(faults),
                correctPath(offer, ruled.expected()),
                ruled.conditions());
    }

    private static @Nullable ResolverPath correctPath(DifferingOffer offer, @Nullable ComparedOffer expected) {
        if (Objects.equals(offer.precomputed(), expected)) {
            return ResolverPath.PRECOMPUTED;
        }
        return Objects.equals(offer.queryTime(), expected) ? ResolverPath.QUERY_TIME : null;
    }
}
