package io.eligo.catalog;

import io.eligo.catalog.CatalogContents.RowUpdate;
import io.eligo.catalog.log.CatalogChange;
import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.log.CatalogChangeLog;
import io.eligo.catalog.log.LogPoll;
import io.eligo.catalog.source.CatalogTables;
import io.eligo.catalog.source.IdSelector;
import io.eligo.rules.Outlet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Compares a view of the catalogue with the tables, in the caller's transaction and its snapshot: what the view has not seen yet, and
 * what some of its entries are by the tables, whether the log mentions them or not.
 */
@Component
public class CatalogRecheck {
    private final CatalogChangeLog log;
    private final CatalogTables tables;

    CatalogRecheck(CatalogChangeLog log, CatalogTables tables) {
        this.log = log;
        this.tables = tables;
    }

    /**
     * Result of a check.
     *
     * @param snapshot the view with the entries read again
     * @param everythingUnseen whether the log cannot tell what the view lacks
     * @param otherDatabase whether this is not the database that the view was read from, or it has lost transactions, as after a failover
     * @param unseen ids of offers, outlets and merchants with a change that the view has not seen
     */
    public record RecheckedCatalog(
            CatalogSnapshot snapshot, boolean everythingUnseen, boolean otherDatabase, Set<UUID> unseen) {
        public boolean hasUnseenChangeOf(Collection<UUID> ids) {
            return everythingUnseen || !Collections.disjoint(unseen, ids);
        }

        public boolean hasUnseenChanges() {
            return everythingUnseen || !unseen.isEmpty();
        }
    }

    /**
     * Reads these entries again, with all that belongs to them, and all entries that the log mentions. What the offers belong to by now
     * is read again as well: the view may have an earlier state of an outlet that neither answer shows.
     */
    public RecheckedCatalog recheck(
            CatalogView view, Collection<UUID> offers, Collection<UUID> outlets, Collection<UUID> merchants) {
        LogPoll poll = log.pollSince(view.poll());
        boolean complete = poll.isContinuationOf(view.poll()) && !poll.requiresFullReload();
        var changes = new ArrayList<>(complete ? poll.changes() : Set.of());
        add(changes, Kind.OFFER, offers);
        add(changes, Kind.OUTLET, outlets);
        add(changes, Kind.MERCHANT, merchants);
        IdSelector reread = IdSelector.of(changes, Kind.OFFER);
        add(changes, Kind.OUTLET, tables.findLinkedOutlets(reread));
        add(changes, Kind.MERCHANT, tables.findRelatedMerchants(reread));
        if (!complete) {
            add(changes, Kind.OUTLET, findKnownOutlets(view, IdSelector.of(changes, Kind.MERCHANT)));
        }
        RowUpdate update = view.rows().reread(changes, tables);
        return new RecheckedCatalog(
                view.snapshot().withUpdate(update), !complete, poll.isOfOtherDatabase(view.poll()), ids(poll));
    }

    /** A loyalty program is at all outlets of its merchant, and the view may have one that has been deleted or moved. */
    private static List<UUID> findKnownOutlets(CatalogView view, IdSelector merchants) {
        return view.rows().outlets().values().stream()
                .filter(outlet ->
                        merchants.requireIds().contains(outlet.merchant().id()))
                .map(Outlet::id)
                .toList();
    }

    private static void add(Collection<CatalogChange> changes, Kind kind, Collection<UUID> ids) {
        ids.forEach(id -> changes.add(new CatalogChange(kind, id, false)));
    }

    private static Set<UUID> ids(LogPoll poll) {
        return poll.changes().stream()
                .map(CatalogChange::id)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toUnmodifiableSet());
    }
}
