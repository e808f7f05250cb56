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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The users of a range in order, each compared without locks: those with relations, and those who still have a row. Pages by key
 * instead of a cursor, so that no transaction stays open and holds back vacuum; holds one page of either in memory. Rows are
 * compared by their {@link Fingerprint}, and read where that is not what it should be.
 */
final class ComparedUsers {
    private static final int RELATIONS_A_PAGE = 50_000;
    private static final int ROWS_A_PAGE = 10_000;

    private final UserRange range;
    private final Customers customers;
    private final GrantsTable table;
    private final Audiences audiences;

    private final Deque<Wanted> wanted = new ArrayDeque<>();
    private final Deque<Compared> compared = new ArrayDeque<>();
    // The relations of the last user of a page, who may go on in the next one, and what was seen before the first of
    // them.
    private final List<Relation> cut = new ArrayList<>();
    private @Nullable Sight cutSeen;
    // Whoever is being written while this reads may be written from an older state than they are compared with, and
    // would be right for no longer than that takes; or from a newer one.
    private final Set<Long> beingWritten = new HashSet<>();
    // Before the relations of all who are wanted, and so before their rows.
    private @Nullable Sight seen;
    private boolean allRelationsRead;
    private UserRange rowsLeft;
    private boolean allRowsRead;

    private record Wanted(UUID userId, UserGrants grants) {}

    private record Met(
            UUID userId,
            @Nullable UserGrants desired,
            @Nullable Fingerprint row) {
        boolean rowIsWrong() {
            return row != null && (desired == null || row.hash() != Fingerprint.of(desired));
        }

        /** @param wrong the offers of those whose row is; it may have gone since */
        Decided decided(Map<UUID, int[]> wrong) {
            int[] stored = wrong.get(userId);
            return stored == null && row != null && !rowIsWrong()
                    ? Decided.of(userId, desired, desired)
                    : new Decided(userId, stored, stored != null || desired != null, desired);
        }
    }

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
        while (compared.isEmpty() && !(allRelationsRead && allRowsRead)) {
            while (wanted.isEmpty() && !allRelationsRead) {
                readRelations();
            }
            compareRows();
        }
        return compared.poll();
    }

    // In this order: whoever decides over a user later than this is counted, and whoever began before is seen at it.
    private Sight look() {
        Sight sight = table.sight();
        beingWritten.addAll(table.lockedKeys());
        return sight;
    }

    private void readRelations() {
        Sight sight = look();
        Sight before = cutSeen == null ? sight : cutSeen;
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
                cutSeen = cut.isEmpty() ? sight : cutSeen;
                cut.addAll(page.subList(from, to));
            }
            from = to;
        }
        if (allRelationsRead && !cut.isEmpty()) {
            decideCut(decider);
        }
        seen = before;
    }

    private void decideCut(Decider decider) {
        wanted.add(new Wanted(cut.get(0).userId(), decider.decide(cut)));
        cut.clear();
    }

    /** Compares whoever is wanted with their rows; or with so many rows as make a page, where others have more in between. */
    private void compareRows() {
        UserRange page =
                allRelationsRead ? rowsLeft : rowsLeft.until(wanted.getLast().userId());
        List<Fingerprint> rows = table.fingerprints(page, ROWS_A_PAGE);
        boolean all = rows.size() < ROWS_A_PAGE;
        UUID last = all ? page.upTo() : rows.get(rows.size() - 1).userId();
        compare(rows, last);
        rowsLeft = rowsLeft.behind(last);
        allRowsRead = all && allRelationsRead;
    }

    private void compare(List<Fingerprint> rows, UUID last) {
        List<Met> users = met(rows, last);
        Map<UUID, int[]> wrong = offersOfWrong(users, rows);
        for (Met user : users) {
            compared.add(new Compared(
                    user.decided(wrong),
                    Objects.requireNonNull(seen),
                    beingWritten.contains(GrantsTable.lockKey(user.userId()))));
        }
    }

    private List<Met> met(List<Fingerprint> rows, UUID last) {
        var users = new ArrayList<Met>();
        var rest = new ArrayDeque<>(rows);
        for (Wanted next = wanted.peek();
                next != null && FeedKey.compare(next.userId(), last) <= 0;
                next = wanted.peek()) {
            Fingerprint row = rest.peek();
            int order = row == null ? -1 : FeedKey.compare(next.userId(), row.userId());
            if (order > 0) {
                users.add(new Met(rest.remove().userId(), null, row));
            } else {
                wanted.remove();
                users.add(new Met(next.userId(), next.grants(), order == 0 ? rest.remove() : null));
            }
        }
        rest.forEach(row -> users.add(new Met(row.userId(), null, row)));
        return users;
    }

    private Map<UUID, int[]> offersOfWrong(List<Met> users, List<Fingerprint> rows) {
        List<UUID> wrong =
                users.stream().filter(Met::rowIsWrong).map(Met::userId).toList();
        if (wrong.isEmpty()) {
            return Map.of();
        }
        return wrong.size() > rows.size() / 2
                ? table.offersIn(new UserRange(wrong.get(0), wrong.get(wrong.size() - 1)))
                : table.offersOf(wrong);
    }
}
