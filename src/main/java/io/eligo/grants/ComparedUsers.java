package io.eligo.grants;

import io.eligo.catalog.Audiences;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerPage;
import io.eligo.customers.Customers;
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
 * compared by their {@link Fingerprint} and read where that is not what it should be, or read at once while most are not.
 */
final class ComparedUsers {
    private static final int RELATIONS_A_PAGE = 50_000;
    private static final int ROWS_A_PAGE = 10_000;

    private final Customers customers;
    private final GrantsTable table;
    private final Decisions decisions;
    private final Audiences audiences;

    private final Deque<Wanted> wanted = new ArrayDeque<>();
    private final Deque<Compared> compared = new ArrayDeque<>();
    // Whoever is being written while this reads may be written from an older state than they are compared with, and
    // would be right for no longer than that takes; or from a newer one.
    private final Set<Long> beingWritten = new HashSet<>();
    // Before the relations of all who are wanted, and so before their rows.
    private @Nullable Sight seen;
    private UserRange customersLeft;
    private boolean allRelationsRead;
    private UserRange rowsLeft;
    private boolean allRowsRead;
    private boolean mostAreWrong;

    private record Wanted(UUID userId, UserGrants grants) {}

    private record Met(
            UUID userId,
            @Nullable UserGrants desired,
            @Nullable StoredRow row,
            boolean wrong) {
        static Met of(UUID user, @Nullable UserGrants desired, @Nullable StoredRow row) {
            return new Met(user, desired, row, row != null && (desired == null || !row.holds(desired)));
        }

        boolean lacksOffers() {
            return wrong && Objects.requireNonNull(row).offers() == null;
        }

        /** @param fetched the offers of those who lack them; the row may have gone since */
        Decided decided(Map<UUID, int[]> fetched) {
            if (row != null && !wrong) {
                return Decided.of(userId, desired, desired);
            }
            int[] read = row == null ? null : row.offers();
            int[] stored = read == null ? fetched.get(userId) : read;
            return new Decided(userId, stored, stored != null || desired != null, desired);
        }
    }

    ComparedUsers(UserRange range, Customers customers, GrantsTable table, Decisions decisions, Audiences audiences) {
        this.customersLeft = range;
        this.rowsLeft = range;
        this.customers = customers;
        this.table = table;
        this.decisions = decisions;
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
        Sight sight = decisions.sight();
        beingWritten.addAll(decisions.lockedKeys());
        return sight;
    }

    private void readRelations() {
        seen = look();
        // The index before the relations: it has to know what was committed before them, and may know more.
        var decider = new Decider(audiences);
        CustomerPage page = customers.first(customersLeft, RELATIONS_A_PAGE);
        for (Customer customer : page.customers()) {
            wanted.add(new Wanted(customer.userId(), decider.decide(customer.relations())));
            customersLeft = customersLeft.behind(customer.userId());
        }
        allRelationsRead = page.last();
    }

    /** Compares whoever is wanted with their rows; or with so many rows as make a page, where others have more in between. */
    private void compareRows() {
        UserRange page =
                allRelationsRead ? rowsLeft : rowsLeft.until(wanted.getLast().userId());
        List<? extends StoredRow> rows =
                mostAreWrong ? table.first(page, ROWS_A_PAGE) : table.fingerprints(page, ROWS_A_PAGE);
        boolean all = rows.size() < ROWS_A_PAGE;
        UUID last = all ? page.upTo() : rows.get(rows.size() - 1).userId();
        compare(rows, last);
        rowsLeft = rowsLeft.behind(last);
        allRowsRead = all && allRelationsRead;
    }

    private void compare(List<? extends StoredRow> rows, UUID last) {
        List<Met> users = met(rows, last);
        mostAreWrong = users.stream().filter(Met::wrong).count() > users.size() / 2;
        Map<UUID, int[]> offers = offersLacked(users, rows);
        for (Met user : users) {
            compared.add(new Compared(
                    user.decided(offers),
                    Objects.requireNonNull(seen),
                    beingWritten.contains(Decisions.lockKey(user.userId()))));
        }
    }

    private List<Met> met(List<? extends StoredRow> rows, UUID last) {
        var users = new ArrayList<Met>();
        var rest = new ArrayDeque<StoredRow>(rows);
        for (Wanted next = wanted.peek();
                next != null && FeedKey.compare(next.userId(), last) <= 0;
                next = wanted.peek()) {
            StoredRow row = rest.peek();
            int order = row == null ? -1 : FeedKey.compare(next.userId(), row.userId());
            if (order > 0) {
                users.add(Met.of(rest.remove().userId(), null, row));
            } else {
                wanted.remove();
                users.add(Met.of(next.userId(), next.grants(), order == 0 ? rest.remove() : null));
            }
        }
        rest.forEach(row -> users.add(Met.of(row.userId(), null, row)));
        return users;
    }

    private Map<UUID, int[]> offersLacked(List<Met> users, List<? extends StoredRow> rows) {
        List<UUID> lacking =
                users.stream().filter(Met::lacksOffers).map(Met::userId).toList();
        if (lacking.isEmpty()) {
            return Map.of();
        }
        return lacking.size() > rows.size() / 2
                ? table.offersIn(new UserRange(lacking.get(0), lacking.get(lacking.size() - 1)))
                : table.offersOf(lacking);
    }
}
