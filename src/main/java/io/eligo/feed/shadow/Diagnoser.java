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
import io.eligo.grants.GrantsWithSource;
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
 * Finds for each differing offer which part went wrong. It evaluates the read again with other parts: the <em>right</em> answer has a
 * catalogue fresh from the tables and grants computed by the rules; two further answers have only one of these, and the reader's other
 * part. An offer that is not right with the reader's catalogue and right grants shows a fault of the node's catalogue; one that is not
 * right with the right catalogue and the reader's grants shows a fault of the grants. Then it tells whether a pending change explains
 * each of these faults. {@code docs/architecture/shadow.md} has the table of all outcomes, and {@code DiagnoserTest} its rows.
 */
final class Diagnoser {
    private final ShadowedRead read;
    private final CatalogSnapshot readerCatalog;
    private final GrantsWithSource readerGrants;
    private final Evidence evidence;
    private final CatalogSnapshot tables;
    private final PathAnswer right;
    private final PathAnswer rightGrantsOnly;
    private final PathAnswer rightCatalogOnly;
    // With the user's stored row; null if there is none.
    private final @Nullable PathAnswer rightCatalogAndRow;

    /**
     * @param readerCatalog with {@code readerGrants}, what the precomputed answer was evaluated from
     * @param evidence from one snapshot of the database, in which the query-time resolver has answered too
     */
    Diagnoser(
            ShadowedRead read,
            CatalogSnapshot readerCatalog,
            GrantsWithSource readerGrants,
            Evidence evidence,
            List<DifferingOffer> offers) {
        this.read = read;
        this.readerCatalog = readerCatalog;
        this.readerGrants = readerGrants;
        this.evidence = evidence;
        this.tables = evidence.catalog().snapshot();
        UserGrants rightGrants =
                evidence.grantsByRules(offers.stream().map(DifferingOffer::id).toList());
        UserGrants row = evidence.stored().row();
        this.right = read.precomputed(tables, rightGrants);
        this.rightGrantsOnly = read.precomputed(readerCatalog, rightGrants);
        this.rightCatalogOnly = read.precomputed(tables, readerGrants.grants());
        this.rightCatalogAndRow = row == null ? null : read.precomputed(tables, row);
    }

    /** @param unexplained the faults that no change explains which the reader cannot have seen */
    record DiagnosedDifference(OfferDifference difference, Set<Fault> unexplained) {
        boolean explained() {
            return unexplained.isEmpty();
        }
    }

    DiagnosedDifference diagnose(DifferingOffer offer) {
        UUID id = offer.id();
        RuledOffer ruled = applyRules(id);
        Set<Fault> explained = EnumSet.noneOf(Fault.class);
        Set<Fault> unexplained = EnumSet.noneOf(Fault.class);
        ComparedOffer rightOffer = right.find(id);
        if (!Objects.equals(rightGrantsOnly.find(id), rightOffer)) {
            (isCatalogChangeUnseen(offer) ? explained : unexplained).add(NODE_CATALOG);
        }
        if (!Objects.equals(rightCatalogOnly.find(id), rightOffer)) {
            (isGrantsChangeUnseen(id) ? explained : unexplained).add(grantsFault(id));
        }
        if (!Objects.equals(rightOffer, ruled.expected())) {
            unexplained.add(PRECOMPUTED_RESOLVER);
        }
        if (!Objects.equals(offer.queryTime(), ruled.expected())) {
            unexplained.add(QUERY_TIME_RESOLVER);
        }
        if (explained.isEmpty() && unexplained.isEmpty()) {
            // Catalogue and grants are wrong together, such as after the change of an audience from some users to all.
            (isCatalogChangeUnseen(offer) || isGrantsChangeUnseen(id) ? explained : unexplained)
                    .addAll(Set.of(NODE_CATALOG, grantsFault(id)));
        }
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        faults.addAll(explained);
        faults.addAll(unexplained);
        return new DiagnosedDifference(describe(offer, faults, ruled), unexplained);
    }

    private RuledOffer applyRules(UUID id) {
        CatalogOffer entry = tables.offer(id);
        return entry == null ? RuledOffer.NONE : read.applyRules(tables, entry, evidence.typeAt(entry.merchant()));
    }

    private Fault grantsFault(UUID id) {
        if (rightCatalogAndRow != null && !isRowRight(rightCatalogAndRow, id)) {
            return STORED_GRANTS;
        }
        return switch (readerGrants.source()) {
            case CACHE -> CACHED_GRANTS;
            case TABLE -> STORED_GRANTS;
            case COMPUTED -> COMPUTED_GRANTS;
        };
    }

    private boolean isCatalogChangeUnseen(DifferingOffer offer) {
        return evidence.catalog()
                .hasUnseenChangeOf(offer.relatedIds(readerCatalog).with(offer.id()));
    }

    private boolean isGrantsChangeUnseen(UUID id) {
        // After a failover that lost transactions, the reader may have grants of a change that no table or event knows.
        if (evidence.pending().includes(id) || evidence.catalog().otherDatabase()) {
            return true;
        }
        // Else the row must be right by now, and the reader must have had an earlier version of it, which an event
        // has replaced: a row that is repaired without an event was wrong.
        boolean rightByNow = rightCatalogAndRow == null || isRowRight(rightCatalogAndRow, id);
        boolean replaced =
                evidence.stored().writtenSince() && evidence.processed().includes(id) || isRowDeleted();
        return rightByNow && (replaced || evidence.stored().evictionPending());
    }

    /** The row of a user who has lost the last customer type has no time of its last write any more. */
    private boolean isRowDeleted() {
        return rightCatalogAndRow == null
                && readerGrants.source() != GrantsWithSource.GrantsSource.COMPUTED
                && evidence.processed().allOffers();
    }

    private boolean isRowRight(PathAnswer withRow, UUID id) {
        return Objects.equals(withRow.find(id), right.find(id));
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
