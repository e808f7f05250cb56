package io.eligo.grants;

import io.eligo.catalog.AudienceIndex;
import io.eligo.catalog.Audiences;
import io.eligo.customers.Customers;
import io.eligo.customers.Relation;
import io.eligo.customers.UserRange;
import io.eligo.rules.FeedKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Walks a range of users in order: those with relations, and those who still have a row. Pages by key instead of a cursor, so
 * that no transaction stays open and holds back vacuum; holds one page of either in memory. Not for more than one thread.
 */
public final class GrantsScan {
    private static final int RELATIONS_A_PAGE = 10_000;
    private static final int ROWS_A_PAGE = 1_000;

    private final UserRange range;
    private final Customers customers;
    private final GrantsTable table;
    private final Audiences audiences;
    private final Decider decider;

    private final Deque<Wanted> wanted = new ArrayDeque<>();
    private final Deque<StoredGrants> stored = new ArrayDeque<>();
    // The relations of the last user of a page, who may go on in the next one.
    private final List<Relation> cut = new ArrayList<>();
    private boolean allRelationsRead;
    private UserRange rowsLeft;
    private boolean allRowsRead;

    private record Wanted(UUID userId, UserGrants grants) {}

    GrantsScan(UserRange range, Customers customers, GrantsTable table, Audiences audiences, Decider decider) {
        this.range = range;
        this.rowsLeft = range;
        this.customers = customers;
        this.table = table;
        this.audiences = audiences;
        this.decider = decider;
    }

    /** The next user; null behind the last. */
    public @Nullable Decided next() {
        while (wanted.isEmpty() && !allRelationsRead) {
            readRelations();
        }
        if (stored.isEmpty() && !allRowsRead) {
            readRows();
        }
        Wanted desired = wanted.peek();
        StoredGrants actual = stored.peek();
        if (desired == null && actual == null) {
            return null;
        }
        int order = desired == null ? 1 : actual == null ? -1 : FeedKey.compare(desired.userId(), actual.userId());
        UUID user = order <= 0 ? wanted.element().userId() : stored.element().userId();
        return new Decided(
                user,
                order >= 0 ? stored.remove().grants() : null,
                order <= 0 ? wanted.remove().grants() : null);
    }

    private void readRelations() {
        // The index before the relations: it has to know what was committed before them, and may know more.
        AudienceIndex upToDate = audiences.upToDate();
        List<Relation> page = cut.isEmpty()
                ? customers.firstRelations(range, RELATIONS_A_PAGE)
                : customers.relationsAfter(cut.get(cut.size() - 1), range, RELATIONS_A_PAGE);
        allRelationsRead = page.size() < RELATIONS_A_PAGE;
        AudienceIndex index = decider.indexFor(upToDate, page);
        for (Relation relation : page) {
            if (!cut.isEmpty() && !cut.get(0).userId().equals(relation.userId())) {
                decideCut(index);
            }
            cut.add(relation);
        }
        if (allRelationsRead && !cut.isEmpty()) {
            decideCut(index);
        }
    }

    private void decideCut(AudienceIndex index) {
        wanted.add(new Wanted(cut.get(0).userId(), Decider.decide(index, cut)));
        cut.clear();
    }

    private void readRows() {
        List<StoredGrants> page = table.in(rowsLeft, ROWS_A_PAGE);
        stored.addAll(page);
        allRowsRead = page.size() < ROWS_A_PAGE;
        if (!allRowsRead) {
            rowsLeft = range.behind(page.get(page.size() - 1).userId());
        }
    }
}
