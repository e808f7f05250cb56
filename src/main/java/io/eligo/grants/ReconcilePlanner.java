package io.eligo.grants;

import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.reconcile.GrantsCalculator;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReadVersion;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.RowDiff;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.AscendingUserLookup;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.SourceSnapshot;
import io.eligo.grants.store.StoredGrants;
import io.eligo.rules.vocabulary.UuidOrder;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Locks users in the caller's transaction and plans what it writes about them. A plan is decided under the locks ({@link #decide}),
 * or it is an earlier comparison without locks that is confirmed under them: it is valid as it is if no transaction has decided over
 * users' grants since, and else the users are read and decided again. The planner writes nothing.
 */
final class ReconcilePlanner {
    // A bulk change names users whose ids are close together; below this number the check whether a range read pays
    // costs more than it saves.
    private static final int MIN_USERS_FOR_RANGE_READ = 256;

    private final GrantsTable table;
    private final UserLocks userLocks;
    private final CustomerReader customerReader;
    private final AudienceIndexCache audienceIndexCache;

    ReconcilePlanner(
            GrantsTable table,
            UserLocks userLocks,
            CustomerReader customerReader,
            AudienceIndexCache audienceIndexCache) {
        this.table = table;
        this.userLocks = userLocks;
        this.customerReader = customerReader;
        this.audienceIndexCache = audienceIndexCache;
    }

    ReconcilePlan decide(Collection<UUID> users) {
        List<UUID> ordered = inOrder(users);
        SourceSnapshot sourceSnapshot = userLocks.lockToDecide(ordered);
        return ReconcilePlan.of(computeDiffs(ordered), sourceSnapshot);
    }

    ReconcilePlan confirm(UserBatch userBatch) {
        Confirmed confirmed = lockAndConfirm(userBatch);
        return ReconcilePlan.of(confirmed.rowDiffs(), confirmed.sourceSnapshot());
    }

    ReconcilePlan confirmHolding(UserBatch userBatch, RevocationHold hold) {
        Confirmed confirmed = lockAndConfirm(userBatch);
        return ReconcilePlan.holding(confirmed.rowDiffs(), confirmed.sourceSnapshot(), hold);
    }

    /** Applies {@code hold} only to users that are read again: what is pending is written whole. */
    ReconcilePlan confirmPending(PendingWrites pendingWrites, RevocationHold hold) {
        List<UUID> users = pendingWrites.userIds();
        userLocks.lockToWrite(users);
        ReadVersion now = userLocks.currentVersion();
        return pendingWrites.isCurrent(now)
                ? ReconcilePlan.of(pendingWrites)
                : ReconcilePlan.holding(computeDiffs(users), now.sourceSnapshot(), hold);
    }

    /** Counts what {@link #decide} would plan, without locks. */
    GrantCounts countUnlocked(Collection<UUID> users) {
        return RowDiff.sumCounts(computeDiffs(inOrder(users)));
    }

    private record Confirmed(List<RowDiff> rowDiffs, SourceSnapshot sourceSnapshot) {}

    private Confirmed lockAndConfirm(UserBatch userBatch) {
        List<UUID> users =
                userBatch.toReconcile().stream().map(UnlockedDiff::userId).toList();
        userLocks.lockToWrite(users);
        ReadVersion now = userLocks.currentVersion();
        if (!userBatch.toReconcile().stream().allMatch(user -> user.isCurrent(now.version()))) {
            return new Confirmed(computeDiffs(users), now.sourceSnapshot());
        }
        SourceSnapshot sourceSnapshot = userBatch.toReconcile().stream()
                .map(UnlockedDiff::readVersion)
                .reduce(now, ReadVersion::olderOf)
                .sourceSnapshot();
        return new Confirmed(
                userBatch.toReconcile().stream().map(UnlockedDiff::rowDiff).toList(), sourceSnapshot);
    }

    private static List<UUID> inOrder(Collection<UUID> users) {
        return users.stream().distinct().sorted(UuidOrder::compare).toList();
    }

    /** Reads and decides. A dense set of users is read as a range, because reading user by user costs half as much again. */
    private List<RowDiff> computeDiffs(List<UUID> ordered) {
        var grantsCalculator = new GrantsCalculator(audienceIndexCache);
        if (ordered.size() >= MIN_USERS_FOR_RANGE_READ) {
            var range = new UserRange(ordered.get(0), ordered.get(ordered.size() - 1));
            if (table.isDense(range, ordered.size())) {
                return mergeToDiffs(
                        ordered, grantsCalculator, customerReader.findInRange(range), table.findInRange(range));
            }
        }
        return mergeToDiffs(ordered, grantsCalculator, customerReader.findByIds(ordered), table.find(ordered));
    }

    private static List<RowDiff> mergeToDiffs(
            List<UUID> ordered, GrantsCalculator grantsCalculator, List<Customer> related, List<StoredGrants> rows) {
        var customers = new AscendingUserLookup<>(related, Customer::userId);
        var stored = new AscendingUserLookup<>(rows, StoredGrants::userId);
        return ordered.stream()
                .map(user -> {
                    Customer customer = customers.find(user);
                    StoredGrants row = stored.find(user);
                    return RowDiff.of(
                            user,
                            row == null ? null : row.grants(),
                            customer == null ? null : grantsCalculator.calculate(customer.relations()));
                })
                .toList();
    }
}
