package io.eligo.grants;

import io.eligo.cache.Evictions;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.reconcile.GrantsCalculator;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReadVersion;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.RowDiff;
import io.eligo.grants.reconcile.RowWrites;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.AscendingUserLookup;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.SourceSnapshot;
import io.eligo.grants.store.StoredGrants;
import io.eligo.rules.vocabulary.UuidOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Compares the stored grants of users with the rules and writes the differences. The only writer of {@code user_grants} together
 * with {@link OfferGrantsReconciler} and {@link Grants#erase}.
 */
@Component
public class GrantsReconciler {
    /** PostgreSQL's lock table is shared by all transactions; more locks in one could exhaust it. */
    public static final int MAX_USERS_PER_TRANSACTION = 1_000;

    // A bulk change names users whose ids are close together; below this number the check whether a range read pays
    // costs more than it saves.
    private static final int MIN_USERS_FOR_RANGE_READ = 256;

    private final GrantsTable table;
    private final UserLocks userLocks;
    private final CustomerReader customerReader;
    private final AudienceIndexCache audienceIndexCache;
    private final Evictions evictions;
    private final GrantsMetrics metrics;

    GrantsReconciler(
            GrantsTable table,
            UserLocks userLocks,
            CustomerReader customerReader,
            AudienceIndexCache audienceIndexCache,
            Evictions evictions,
            GrantsMetrics metrics) {
        this.table = table;
        this.userLocks = userLocks;
        this.customerReader = customerReader;
        this.audienceIndexCache = audienceIndexCache;
        this.evictions = evictions;
        this.metrics = metrics;
    }

    /**
     * Returns a reconciler with a separate audience index, compiled at its first use. The index shares no state with the
     * index of the incremental runs, so an audit through it finds what that index has missed.
     */
    public GrantsReconciler withFreshIndex() {
        return new GrantsReconciler(
                table, userLocks, customerReader, audienceIndexCache.newCache(), evictions, metrics);
    }

    /**
     * Recompiles the audience index of this process's incremental runs. An audit that found differences calls it,
     * because the index may be their cause.
     */
    public void compileIndexAnew() {
        audienceIndexCache.reload();
    }

    /** Scans the users of a range without locks and tells users whose rows are correct from users to reconcile. */
    public GrantsScan scan(UserRange range) {
        return new GrantsScan(range, customerReader, table, userLocks, audienceIndexCache);
    }

    /**
     * Makes all earlier reads without locks outdated. A run calls this after it has determined which events it will
     * settle and before it scans. Otherwise another run could write grants from a read made before this snapshot, after
     * this run has settled the event that would correct them.
     */
    public void invalidateEarlierReads() {
        userLocks.nextVersion();
    }

    /**
     * Reconciles the rows of these users with the rules: locks the users, refreshes the audience index, reads
     * relations and rows, decides, and writes only the differences. The caller's transaction runs at READ COMMITTED
     * and calls this once, because the locks are held until its commit. The row of a user without relations is
     * deleted. Idempotent.
     *
     * @param users at most {@link #MAX_USERS_PER_TRANSACTION}
     * @throws IllegalArgumentException if there are more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts reconcile(Collection<UUID> users) {
        if (users.size() > MAX_USERS_PER_TRANSACTION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d users in one transaction; accepted: at most %d",
                    users.size(),
                    MAX_USERS_PER_TRANSACTION));
        }
        List<UUID> ordered =
                users.stream().distinct().sorted(UuidOrder::compare).toList();
        SourceSnapshot sourceSnapshot = userLocks.lockToDecide(ordered);
        return write(new ReconcilePlan(computeDiffs(ordered), sourceSnapshot));
    }

    /**
     * Reconciles the users of the batch that need it. The diffs made without locks are written unless another
     * transaction has decided over users' grants since; in that case the users are read again under their locks.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts reconcile(UserBatch userBatch) {
        return write(lockAndDiff(userBatch));
    }

    /** Reconciles the users of the batch that need it, but keeps the grants that {@code hold} retains. */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReconcileResult reconcile(UserBatch userBatch, RevocationHold hold) {
        return write(lockAndDiff(userBatch), userBatch.lastUser(), hold);
    }

    /**
     * Writes the pending writes as they were decided. If another transaction has decided over users' grants since,
     * the users are read again under their locks, and the grants that {@code hold} retains are kept.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReconcileResult reconcile(PendingWrites pendingWrites, RevocationHold hold) {
        List<UUID> users = pendingWrites.userIds();
        userLocks.lockToWrite(users);
        ReadVersion now = userLocks.currentVersion();
        if (!pendingWrites.isCurrent(now)) {
            return write(new ReconcilePlan(computeDiffs(users), now.sourceSnapshot()), pendingWrites.lastUser(), hold);
        }
        write(pendingWrites.rowWrites(), pendingWrites.readVersion().sourceSnapshot(), pendingWrites.grantCounts());
        return new ReconcileResult(
                pendingWrites.grantCounts(), UserBatch.toReconcile(pendingWrites.lastUser(), List.of()));
    }

    /**
     * Reconciles the users of the batch that need it, unless that would revoke a grant: then it writes nothing and returns empty.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<GrantCounts> reconcileUnlessRevoking(UserBatch userBatch) {
        ReconcilePlan reconcilePlan = lockAndDiff(userBatch);
        return reconcilePlan.grantCounts().revoked() > 0 ? Optional.empty() : Optional.of(write(reconcilePlan));
    }

    /** Computes what {@link #reconcile} would do for these users now, without locks and without writes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts compare(Collection<UUID> users) {
        List<UUID> ordered =
                users.stream().distinct().sorted(UuidOrder::compare).toList();
        return new ReconcilePlan(
                        computeDiffs(ordered), userLocks.currentVersion().sourceSnapshot())
                .grantCounts();
    }

    /**
     * Locks these users and returns those that have relations or a row, in no order. A returned user is not erased
     * before the caller's transaction ends; users erased earlier are left out. For a transaction that writes something
     * else about these users: its commit stays as durable as it was.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UUID> lockExisting(Collection<UUID> users) {
        userLocks.lock(users);
        return Stream.concat(
                        customerReader.findByIds(users).stream().map(Customer::userId),
                        table.find(users).stream().map(StoredGrants::userId))
                .distinct()
                .toList();
    }

    /** Refreshes the planner's statistics; call it after a run that wrote many rows. */
    public void analyze() {
        table.analyze();
    }

    private record ReconcilePlan(List<RowDiff> rowDiffs, SourceSnapshot sourceSnapshot) {
        GrantCounts grantCounts() {
            return rowDiffs.stream().map(RowDiff::grantCounts).reduce(GrantCounts.ZERO, GrantCounts::plus);
        }
    }

    private ReconcilePlan lockAndDiff(UserBatch userBatch) {
        List<UUID> users =
                userBatch.toReconcile().stream().map(UnlockedDiff::userId).toList();
        userLocks.lockToWrite(users);
        ReadVersion now = userLocks.currentVersion();
        if (userBatch.toReconcile().stream().allMatch(user -> user.isCurrent(now.version()))) {
            SourceSnapshot sourceSnapshot = userBatch.toReconcile().stream()
                    .map(UnlockedDiff::readVersion)
                    .reduce(now, ReadVersion::olderOf)
                    .sourceSnapshot();
            return new ReconcilePlan(
                    userBatch.toReconcile().stream().map(UnlockedDiff::rowDiff).toList(), sourceSnapshot);
        }
        return new ReconcilePlan(computeDiffs(users), now.sourceSnapshot());
    }

    /**
     * Computes diffs under the caller's locks. A dense set of users is read as a range, because reading user by user
     * costs half as much again.
     */
    private List<RowDiff> computeDiffs(List<UUID> ordered) {
        var grantsCalculator = new GrantsCalculator(audienceIndexCache);
        if (ordered.size() >= MIN_USERS_FOR_RANGE_READ) {
            var range = new UserRange(ordered.get(0), ordered.get(ordered.size() - 1));
            if (table.isDense(range, ordered.size())) {
                return computeDiffs(
                        ordered, grantsCalculator, customerReader.findInRange(range), table.findInRange(range));
            }
        }
        return computeDiffs(ordered, grantsCalculator, customerReader.findByIds(ordered), table.find(ordered));
    }

    private static List<RowDiff> computeDiffs(
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

    private ReconcileResult write(ReconcilePlan reconcilePlan, UUID lastUser, RevocationHold hold) {
        var written = new ArrayList<RowDiff>();
        var retained = new ArrayList<UnlockedDiff>();
        GrantCounts grantCounts = GrantCounts.ZERO;
        // The rows of these users change here, so the retained diffs must be read again.
        ReadVersion outdated = ReadVersion.outdated(reconcilePlan.sourceSnapshot());
        for (RowDiff user : reconcilePlan.rowDiffs()) {
            int[] retainedOffers = user.retainedOffers(hold);
            RowDiff now = retainedOffers.length == 0 ? user : user.withRetained(retainedOffers);
            written.add(now);
            if (retainedOffers.length == 0) {
                grantCounts = grantCounts.plus(now.grantCounts());
            } else {
                retained.add(new UnlockedDiff(user.remainingAfter(retainedOffers), outdated, false));
                grantCounts = grantCounts.plus(now.grantCounts().withoutUnchanged());
            }
        }
        write(RowWrites.of(written), reconcilePlan.sourceSnapshot(), grantCounts);
        return new ReconcileResult(grantCounts, UserBatch.toReconcile(lastUser, retained));
    }

    private GrantCounts write(ReconcilePlan reconcilePlan) {
        GrantCounts grantCounts = reconcilePlan.grantCounts();
        write(RowWrites.of(reconcilePlan.rowDiffs()), reconcilePlan.sourceSnapshot(), grantCounts);
        return grantCounts;
    }

    private void write(RowWrites rowWrites, SourceSnapshot sourceSnapshot, GrantCounts grantCounts) {
        table.insert(rowWrites.inserts(), sourceSnapshot);
        table.update(rowWrites.updates(), sourceSnapshot);
        table.delete(rowWrites.deletes());
        evictions.evict(rowWrites.evictions());
        metrics.countAfterCommit(grantCounts);
    }
}
