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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Walks a range of users in order: those with relations, and those who still have a row. Pages by key instead of a cursor, so
 * that no transaction stays open and holds back vacuum; holds one page of either in memory. Not for more than one thread.
 *
 * <p>A range without any rows, as before the first rebuild, is not compared: everybody would differ, and whoever differs is
 * read again under a lock.
 */
public final class GrantsScan {
    private static final int RELATIONS_A_PAGE = 50_000;
    private static final int ROWS_A_PAGE = 5_000;
    // Where nearly all are right, so many times as many users share the cost of a transaction.
    private static final int COMPARED_FOR_ONE_IN_DOUBT = 10;

    private final boolean compares;
    private final Customers customers;
    private final GrantsTable table;
    private final Audiences audiences;

    private final Deque<Wanted> wanted = new ArrayDeque<>();
    private final Deque<StoredGrants> stored = new ArrayDeque<>();
    // The relations of the last user of a page, who may go on in the next one.
    private final List<Relation> cut = new ArrayList<>();
    // Whoever is being written while the rows are read may be written from an older state than they are compared with,
    // and
    // would be right for no longer than that takes.
    private final Set<Long> beingWritten = new HashSet<>();
    private boolean allRelationsRead;
    private UserRange range;
    private UserRange rowsLeft;
    private boolean allRowsRead;

    private record Wanted(UUID userId, UserGrants grants) {}

    GrantsScan(UserRange range, boolean compares, Customers customers, GrantsTable table, Audiences audiences) {
        this.range = range;
        this.compares = compares;
        this.rowsLeft = range;
        this.customers = customers;
        this.table = table;
        this.audiences = audiences;
    }

    /**
     * The next users; null behind the last.
     *
     * @param mostInDoubt how many may be in doubt; up to ten times as many are compared
     */
    public @Nullable Slice next(int mostInDoubt) {
        return compares ? compared(mostInDoubt) : listed(mostInDoubt);
    }

    private @Nullable Slice compared(int mostInDoubt) {
        var inDoubt = new ArrayList<UUID>();
        Tally right = Tally.NONE;
        Tally wrong = Tally.NONE;
        UUID last = null;
        int users = 0;
        while (users < COMPARED_FOR_ONE_IN_DOUBT * mostInDoubt && inDoubt.size() < mostInDoubt) {
            Decided user = nextUser();
            if (user == null) {
                break;
            }
            users++;
            last = user.userId();
            if (user.differs() || beingWritten.contains(GrantsTable.lockKey(last))) {
                inDoubt.add(last);
                wrong = wrong.plus(user.tally());
            } else {
                right = right.plus(user.tally());
            }
        }
        return last == null ? null : new Slice(last, users, right, inDoubt, wrong);
    }

    private @Nullable Slice listed(int most) {
        List<UUID> users = customers.users(range, most);
        if (users.isEmpty()) {
            return null;
        }
        UUID last = users.get(users.size() - 1);
        range = range.behind(last);
        return new Slice(last, users.size(), Tally.NONE, users, Tally.NONE);
    }

    /** The next user, compared; null behind the last. */
    @Nullable
    Decided nextUser() {
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
        beingWritten.addAll(table.lockedKeys());
        List<StoredGrants> page = table.in(rowsLeft, ROWS_A_PAGE);
        stored.addAll(page);
        allRowsRead = page.size() < ROWS_A_PAGE;
        if (!allRowsRead) {
            rowsLeft = range.behind(page.get(page.size() - 1).userId());
        }
    }
}
