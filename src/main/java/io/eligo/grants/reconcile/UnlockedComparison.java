package io.eligo.grants.reconcile;

import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerPage;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.StoredRow;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.vocabulary.UuidOrder;
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
 * Compares the users of a range in order, without locks: users with relations and users who still have a row. It
 * pages by key instead of using a cursor, so that no open transaction holds back vacuum, and keeps one page of
 * relations and one of rows in memory. Rows are compared by their fingerprint; rows that differ are then
 * read. While most rows of a page differ, rows are read at once instead.
 */
public final class UnlockedComparison {
    private static final int RELATIONS_PER_PAGE = 50_000;
    private static final int ROWS_PER_PAGE = 10_000;

    private final CustomerReader customerReader;
    private final GrantsTable table;
    private final UserLocks userLocks;
    private final AudienceIndexCache audienceIndexCache;

    private final Deque<DesiredGrants> desiredGrants = new ArrayDeque<>();
    private final Deque<UnlockedDiff> results = new ArrayDeque<>();
    // A transaction that holds a user's lock during this read may write from an older state than the one compared
    // here, or from a newer one. In the first case a row that seems correct is so only until that commit.
    private final Set<Long> lockedKeys = new HashSet<>();
    // Taken before the relations of the page are read, and so before its rows.
    private @Nullable ReadVersion pageVersion;
    private UserRange remainingCustomers;
    private boolean allRelationsRead;
    private UserRange remainingRows;
    private boolean allRowsRead;
    private boolean mostRowsDiffer;

    private record DesiredGrants(UUID userId, UserGrants grants) {}

    private record MatchedUser(
            UUID userId,
            @Nullable UserGrants desired,
            @Nullable StoredRow row,
            boolean differs) {
        static MatchedUser of(UUID user, @Nullable UserGrants desired, @Nullable StoredRow row) {
            return new MatchedUser(user, desired, row, row != null && (desired == null || !row.matches(desired)));
        }

        boolean needsOffers() {
            return differs && Objects.requireNonNull(row).offers() == null;
        }

        /**
         * @param fetched offers of users whose rows were compared by fingerprint; a row may have been deleted since
         */
        RowDiff toRowDiff(Map<UUID, int[]> fetched) {
            if (row != null && !differs) {
                return RowDiff.unchanged(userId, desired);
            }
            int[] read = row == null ? null : row.offers();
            int[] stored = read == null ? fetched.get(userId) : read;
            return new RowDiff(userId, stored, stored != null || desired != null, desired);
        }
    }

    public UnlockedComparison(
            UserRange range,
            CustomerReader customerReader,
            GrantsTable table,
            UserLocks userLocks,
            AudienceIndexCache audienceIndexCache) {
        this.remainingCustomers = range;
        this.remainingRows = range;
        this.customerReader = customerReader;
        this.table = table;
        this.userLocks = userLocks;
        this.audienceIndexCache = audienceIndexCache;
    }

    /** Returns the diff of the next user, or null after the last. */
    @Nullable
    public UnlockedDiff next() {
        while (results.isEmpty() && !(allRelationsRead && allRowsRead)) {
            while (desiredGrants.isEmpty() && !allRelationsRead) {
                readRelations();
            }
            compareRows();
        }
        return results.poll();
    }

    // The order matters: a decision that begins later changes the version, and one that began earlier still holds its
    // locks or has committed.
    private ReadVersion readVersionAndLocks() {
        ReadVersion readVersion = userLocks.currentVersion();
        lockedKeys.addAll(userLocks.lockedKeys());
        return readVersion;
    }

    private void readRelations() {
        pageVersion = readVersionAndLocks();
        // The index comes before the relations: it must know everything committed before them, and may know more.
        var grantsCalculator = new GrantsCalculator(audienceIndexCache);
        CustomerPage page = customerReader.findFirst(remainingCustomers, RELATIONS_PER_PAGE);
        for (Customer customer : page.customers()) {
            desiredGrants.add(new DesiredGrants(customer.userId(), grantsCalculator.calculate(customer.relations())));
            remainingCustomers = remainingCustomers.startingAfter(customer.userId());
        }
        allRelationsRead = page.last();
    }

    /**
     * Compares the users of the current page with their rows. If there are more rows between them than fit into a
     * page, it compares the first page of rows.
     */
    private void compareRows() {
        UserRange page = allRelationsRead
                ? remainingRows
                : remainingRows.endingAt(desiredGrants.getLast().userId());
        List<? extends StoredRow> rows =
                mostRowsDiffer ? table.findFirst(page, ROWS_PER_PAGE) : table.findFingerprints(page, ROWS_PER_PAGE);
        boolean all = rows.size() < ROWS_PER_PAGE;
        UUID last = all ? page.upTo() : rows.get(rows.size() - 1).userId();
        compare(rows, last);
        remainingRows = remainingRows.startingAfter(last);
        allRowsRead = all && allRelationsRead;
    }

    private void compare(List<? extends StoredRow> rows, UUID last) {
        List<MatchedUser> users = mergeJoin(rows, last);
        mostRowsDiffer = users.stream().filter(MatchedUser::differs).count() > users.size() / 2;
        Map<UUID, int[]> offers = readMissingOffers(users, rows);
        for (MatchedUser user : users) {
            results.add(new UnlockedDiff(
                    user.toRowDiff(offers),
                    Objects.requireNonNull(pageVersion),
                    lockedKeys.contains(UserLocks.lockKey(user.userId()))));
        }
    }

    private List<MatchedUser> mergeJoin(List<? extends StoredRow> rows, UUID last) {
        var users = new ArrayList<MatchedUser>();
        var rest = new ArrayDeque<StoredRow>(rows);
        for (DesiredGrants next = desiredGrants.peek();
                next != null && UuidOrder.compare(next.userId(), last) <= 0;
                next = desiredGrants.peek()) {
            StoredRow row = rest.peek();
            int order = row == null ? -1 : UuidOrder.compare(next.userId(), row.userId());
            if (order > 0) {
                users.add(MatchedUser.of(rest.remove().userId(), null, row));
            } else {
                desiredGrants.remove();
                users.add(MatchedUser.of(next.userId(), next.grants(), order == 0 ? rest.remove() : null));
            }
        }
        rest.forEach(row -> users.add(MatchedUser.of(row.userId(), null, row)));
        return users;
    }

    private Map<UUID, int[]> readMissingOffers(List<MatchedUser> users, List<? extends StoredRow> rows) {
        List<UUID> lacking = users.stream()
                .filter(MatchedUser::needsOffers)
                .map(MatchedUser::userId)
                .toList();
        if (lacking.isEmpty()) {
            return Map.of();
        }
        return lacking.size() > rows.size() / 2
                ? table.findOffersInRange(new UserRange(lacking.get(0), lacking.get(lacking.size() - 1)))
                : table.findOffers(lacking);
    }
}
