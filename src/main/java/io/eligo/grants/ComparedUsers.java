package io.eligo.grants;

import io.eligo.catalog.Audiences;
import io.eligo.customers.Customers;
import io.eligo.customers.Relation;
import io.eligo.customers.UserRange;
import io.eligo.rules.FeedKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The users of a range in order, each compared without locks: those with relations, and those who still have a row. Pages by key
 * instead of a cursor, so that no transaction stays open and holds back vacuum; holds one page of either in memory.
 */
final class ComparedUsers {
    private static final int RELATIONS_A_PAGE = 50_000;
    private static final int ROWS_A_PAGE = 5_000;

    private final UserRange range;
    private final Customers customers;
    private final GrantsTable table;
    private final Audiences audiences;

    private final Deque<Wanted> wanted = new ArrayDeque<>();
    private final Deque<StoredGrants> stored = new ArrayDeque<>();
    // The relations of the last user of a page, who may go on in the next one.
    private final List<Relation> cut = new ArrayList<>();
    // Whoever is being written while this reads may be written from an older state than they are compared with, and
    // would be right for no longer than that takes; or from a newer one.
    private final Set<Long> beingWritten = new HashSet<>();
    // Of relations the page before counts as well: the first user of a page may have begun there.
    private @Nullable Sight relationsBefore;
    private @Nullable Sight relationsSeen;
    private @Nullable Sight rowsSeen;
    private boolean allRelationsRead;
    private UserRange rowsLeft;
    private boolean allRowsRead;

    private record Wanted(UUID userId, UserGrants grants) {}

    ComparedUsers(UserRange range, Customers customers, GrantsTable table, Audiences audiences) {
        this.range = range;
        this.rowsLeft = range;
        this.customers = customers;
        this.table = table;
        this.audiences = audiences;
    }

    /** The next user; null behind the last. */
    @Nullable
    Compared next() {
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
        var decided = new Decided(
                user,
                order >= 0 ? stored.remove().grants() : null,
                order <= 0 ? wanted.remove().grants() : null);
        return new Compared(
                decided,
                Objects.requireNonNull(relationsBefore).older(Objects.requireNonNull(rowsSeen)),
                beingWritten.contains(GrantsTable.lockKey(user)));
    }

    // In this order: whoever decides over a user later than this is counted, and whoever began before is seen at it.
    private Sight look() {
        Sight sight = table.sight();
        beingWritten.addAll(table.lockedKeys());
        return sight;
    }

    private void readRelations() {
        Sight sight = look();
        relationsBefore = relationsSeen == null ? sight : relationsSeen;
        relationsSeen = sight;
        // The index before the relations: it has to know what was committed before them, and may know more.
        var decider = new Decider(audiences);
        List<Relation> page = cut.isEmpty()
                ? customers.firstRelations(range, RELATIONS_A_PAGE)
                : customers.relationsAfter(cut.get(cut.size() - 1), range, RELATIONS_A_PAGE);
        allRelationsRead = page.size() < RELATIONS_A_PAGE;
        for (int from = 0; from < page.size(); ) {
            UUID user = page.get(from).userId();
            int to = from + 1;
            while (to < page.size() && page.get(to).userId().equals(user)) {
                to++;
            }
            if (!cut.isEmpty() && !cut.get(0).userId().equals(user)) {
                decideCut(decider);
            }
            if (cut.isEmpty() && to < page.size()) {
                wanted.add(new Wanted(user, decider.decide(page.subList(from, to))));
            } else {
                cut.addAll(page.subList(from, to));
            }
            from = to;
        }
        if (allRelationsRead && !cut.isEmpty()) {
            decideCut(decider);
        }
    }

    private void decideCut(Decider decider) {
        wanted.add(new Wanted(cut.get(0).userId(), decider.decide(cut)));
        cut.clear();
    }

    private void readRows() {
        rowsSeen = look();
        List<StoredGrants> page = table.in(rowsLeft, ROWS_A_PAGE);
        stored.addAll(page);
        allRowsRead = page.size() < ROWS_A_PAGE;
        if (!allRowsRead) {
            rowsLeft = range.behind(page.get(page.size() - 1).userId());
        }
    }
}
