package io.eligo.grants;

import io.eligo.cache.Evictions;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.RowWrites;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.StoredGrants;
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
 * with {@link OfferGrantsReconciler} and {@link Grants#erase}. {@link #reconcile} decides under the users' locks. The methods {@code
 * confirm…} write what a {@link #scan} has decided without locks; they decide again under the locks if another transaction has decided
 * over users' grants since. All of them hold the locks until the caller's transaction ends, so it calls one of them once.
 */
@Component
public class GrantsReconciler {
    /** PostgreSQL's lock table is shared by all transactions; more locks in one could exhaust it. */
    public static final int MAX_USERS_PER_TRANSACTION = 1_000;

    private final GrantsTable table;
    private final UserLocks userLocks;
    private final CustomerReader customerReader;
    private final AudienceIndexCache audienceIndexCache;
    private final Evictions evictions;
    private final GrantsMetrics metrics;
    private final ReconcilePlanner planner;

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
        this.planner = new ReconcilePlanner(table, userLocks, customerReader, audienceIndexCache);
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
     * relations and rows, decides, and writes only the differences. The caller's transaction runs at READ COMMITTED.
     * The row of a user without relations is deleted. Idempotent.
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
        return write(planner.decide(users));
    }

    /** Writes the differences of the users of the batch that need it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts confirm(UserBatch userBatch) {
        return write(planner.confirm(userBatch));
    }

    /** As {@link #confirm}, unless that would revoke a grant: then it writes nothing and returns empty. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<GrantCounts> confirmUnlessRevoking(UserBatch userBatch) {
        ReconcilePlan plan = planner.confirm(userBatch);
        return plan.grantCounts().revoked() > 0 ? Optional.empty() : Optional.of(write(plan));
    }

    /** As {@link #confirm}, but users keep the grants that {@code hold} retains. */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReconcileResult confirmHolding(UserBatch userBatch, RevocationHold hold) {
        return write(planner.confirmHolding(userBatch, hold), userBatch.lastUser());
    }

    /**
     * Writes the pending writes as they were decided. Users that have to be decided again keep the grants that {@code hold}
     * retains.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReconcileResult confirmPending(PendingWrites pendingWrites, RevocationHold hold) {
        return write(planner.confirmPending(pendingWrites, hold), pendingWrites.lastUser());
    }

    /** Computes what {@link #reconcile} would do for these users now, without locks and without writes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts compare(Collection<UUID> users) {
        return planner.countUnlocked(users);
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

    /** Refreshes the statistics by which PostgreSQL plans queries; call it after a run that wrote many rows. */
    public void analyze() {
        table.analyze();
    }

    private ReconcileResult write(ReconcilePlan plan, UUID lastUser) {
        return new ReconcileResult(write(plan), UserBatch.ofDiffs(lastUser, plan.retained()));
    }

    private GrantCounts write(ReconcilePlan plan) {
        RowWrites rowWrites = plan.rowWrites();
        table.insert(rowWrites.inserts(), plan.sourceSnapshot());
        table.update(rowWrites.updates(), plan.sourceSnapshot());
        table.delete(rowWrites.deletes());
        evictions.evict(rowWrites.evictions());
        metrics.countAfterCommit(plan.grantCounts());
        return plan.grantCounts();
    }
}
