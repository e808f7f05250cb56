package io.eligo.grants;

import io.eligo.cache.CacheState;
import io.eligo.cache.Evictions;
import io.eligo.cache.LeasedCache;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.cache.NamespaceView;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.reconcile.GrantsCalculator;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReadVersion;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.RevocationFilter;
import io.eligo.grants.reconcile.RowDiff;
import io.eligo.grants.reconcile.RowWrites;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.SortedUserLookup;
import io.eligo.grants.store.SourceSnapshot;
import io.eligo.grants.store.StoredGrants;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.FeedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads, compares and reconciles the stored grants of users. The only writer of {@code user_grants} together with
 * {@link OfferGrantsReconciler}.
 */
@Component
public class Grants {
    /** PostgreSQL's lock table is shared by all transactions; more locks in one could exhaust it. */
    public static final int MAX_USERS_PER_TRANSACTION = 1_000;

    // A bulk change names users whose ids are close together; below this number the check whether a range read pays
    // costs more than it saves.
    private static final int MIN_USERS_FOR_RANGE_READ = 256;

    private final GrantsTable table;
    private final UserLocks userLocks;
    private final CustomerReader customerReader;
    private final AudienceIndexCache audienceIndexCache;
    private final LeasedCache<ResolvedGrants> leasedCache;
    private final Evictions evictions;

    @Autowired
    Grants(
            GrantsTable table,
            UserLocks userLocks,
            CustomerReader customerReader,
            AudienceIndexCache audienceIndexCache,
            Catalog catalog,
            LeasedCacheFactory leasedCacheFactory,
            Evictions evictions) {
        this.table = table;
        this.userLocks = userLocks;
        this.customerReader = customerReader;
        this.audienceIndexCache = audienceIndexCache;
        this.leasedCache = leasedCacheFactory.create(
                () -> namespaceView(catalog.current()), new GrantsCacheFormat(), this::getUncached);
        this.evictions = evictions;
    }

    private Grants(Grants others, AudienceIndexCache audienceIndexCache) {
        this.table = others.table;
        this.userLocks = others.userLocks;
        this.customerReader = others.customerReader;
        this.audienceIndexCache = audienceIndexCache;
        this.leasedCache = others.leasedCache;
        this.evictions = others.evictions;
    }

    /**
     * Returns the same grants with an audience index of its own, compiled at its first use. The index shares no state
     * with the index of the incremental runs, so an audit through it finds what that index has missed.
     */
    public Grants withFreshIndex() {
        return new Grants(this, audienceIndexCache.newCache());
    }

    /**
     * Recompiles the audience index of this process's incremental runs. An audit that found differences calls it,
     * because the index may be their cause.
     */
    public void compileIndexAnew() {
        audienceIndexCache.reload();
    }

    static NamespaceView namespaceView(CatalogView view) {
        return new NamespaceView(view.state(CacheState.class), view.polledAtNanos(), view.polledAtMillis());
    }

    /**
     * Returns the grants of a user, from the cache where it holds them, else as {@link #getUncached}. The result is
     * no older than the last eviction committed before the call.
     */
    public ResolvedGrants get(UUID user) {
        return leasedCache.get(user);
    }

    /**
     * Returns the grants of a user without the cache: the stored row, else grants computed from the user's relations
     * and not stored, else {@link UserGrants#EMPTY}.
     */
    public ResolvedGrants getUncached(UUID user) {
        return table.find(user)
                .map(grants -> new ResolvedGrants(grants, ResolvedGrants.GrantsSource.TABLE))
                .orElseGet(() -> new ResolvedGrants(computeGrants(user), ResolvedGrants.GrantsSource.COMPUTED));
    }

    /** Scans the users of a range without locks and tells users whose rows are correct from users to reconcile. */
    public GrantsScan scan(UserRange range) {
        return new GrantsScan(range, customerReader, table, userLocks, audienceIndexCache);
    }

    /**
     * Makes all earlier reads without locks outdated. A run calls this after it has determined which events it will
     * settle and before it scans: a run that has read earlier may decide from an older state, and no event would
     * correct that afterwards.
     */
    public void invalidateEarlierReads() {
        userLocks.nextVersion();
    }

    /**
     * Evicts the cached grants of these users with the caller's transaction, whether they changed or not; rows are
     * not touched.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evict(Collection<UUID> users) {
        evictions.evict(users);
    }

    /** Evicts the cached grants of all users with the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evictAll() {
        evictions.evictAll();
    }

    /** Refreshes the planner's statistics; call it after a run that wrote many rows. */
    public void analyze() {
        table.analyze();
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
                users.stream().distinct().sorted(FeedKey::compareIds).toList();
        SourceSnapshot sourceSnapshot = userLocks.lockToDecide(ordered);
        return write(new ReconcilePlan(computeDiffs(ordered), sourceSnapshot));
    }

    /**
     * Locks these users and returns those that have relations or a row, in no order. A returned user is not erased
     * before the caller's transaction ends; users erased earlier are left out.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UUID> lockExisting(Collection<UUID> users) {
        userLocks.lockToWrite(users);
        return Stream.concat(
                        customerReader.findByIds(users).stream().map(Customer::userId),
                        table.find(users).stream().map(StoredGrants::userId))
                .distinct()
                .toList();
    }

    /** Computes what {@link #reconcile} would do for these users now, without locks and without writes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts compare(Collection<UUID> users) {
        List<UUID> ordered =
                users.stream().distinct().sorted(FeedKey::compareIds).toList();
        return new ReconcilePlan(
                        computeDiffs(ordered), userLocks.currentVersion().sourceSnapshot())
                .grantCounts();
    }

    /**
     * Reconciles the users of the batch that need it. The diffs made without locks are written unless another
     * transaction has decided over users' grants since; in that case the users are read again under their locks.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts reconcile(UserBatch userBatch) {
        return write(lockAndDiff(userBatch));
    }

    /** As {@link #reconcile(UserBatch)}, but keeps the grants that the filter retains. */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReconcileResult reconcile(UserBatch userBatch, RevocationFilter filter) {
        return write(lockAndDiff(userBatch), userBatch.lastUser(), filter);
    }

    private ReconcileResult write(ReconcilePlan reconcilePlan, UUID lastUser, RevocationFilter filter) {
        var written = new ArrayList<RowDiff>();
        var retained = new ArrayList<UnlockedDiff>();
        GrantCounts grantCounts = GrantCounts.ZERO;
        // Version 0 is never current: the rows of these users change here, so the retained diffs must be read again.
        var outdated = new ReadVersion(0, reconcilePlan.sourceSnapshot());
        for (RowDiff user : reconcilePlan.rowDiffs()) {
            int[] retainedOffers = user.retainedOffers(filter);
            RowDiff now = retainedOffers.length == 0 ? user : user.withRetained(retainedOffers);
            written.add(now);
            if (retainedOffers.length == 0) {
                grantCounts = grantCounts.plus(now.grantCounts());
            } else {
                retained.add(new UnlockedDiff(user.remainingAfter(retainedOffers), outdated, false));
                grantCounts = grantCounts.plus(now.grantCounts().withoutUnchanged());
            }
        }
        write(RowWrites.of(written), reconcilePlan.sourceSnapshot());
        return new ReconcileResult(grantCounts, UserBatch.toReconcile(lastUser, retained));
    }

    /**
     * As {@link #reconcile(UserBatch)}, unless that would revoke a grant: then it writes nothing and returns empty.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<GrantCounts> reconcileUnlessRevoking(UserBatch userBatch) {
        ReconcilePlan reconcilePlan = lockAndDiff(userBatch);
        return reconcilePlan.grantCounts().revoked() > 0 ? Optional.empty() : Optional.of(write(reconcilePlan));
    }

    /**
     * Writes the pending writes as they were decided. If another transaction has decided over users' grants since,
     * the users are read again under their locks, and the grants that the filter retains are kept.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReconcileResult reconcile(PendingWrites pendingWrites, RevocationFilter filter) {
        List<UUID> users = pendingWrites.userIds();
        userLocks.lockToWrite(users);
        ReadVersion now = userLocks.currentVersion();
        if (!pendingWrites.isCurrent(now)) {
            return write(
                    new ReconcilePlan(computeDiffs(users), now.sourceSnapshot()), pendingWrites.lastUser(), filter);
        }
        write(pendingWrites.rowWrites(), pendingWrites.readVersion().sourceSnapshot());
        return new ReconcileResult(
                pendingWrites.grantCounts(), UserBatch.toReconcile(pendingWrites.lastUser(), List.of()));
    }

    /** Counts those of the users who have a stored row. */
    public long countStored(Collection<UUID> users) {
        return table.countStored(users);
    }

    /** Counts the grants of each of these merchants' offers, by merchant number. Scans all rows of the table. */
    public Map<Integer, Long> countByMerchant(Collection<Integer> merchantNos) {
        return merchantNos.isEmpty() ? Map.of() : table.countByMerchant(merchantNos);
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
        var customers = new SortedUserLookup<>(related, Customer::userId);
        var stored = new SortedUserLookup<>(rows, StoredGrants::userId);
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

    private GrantCounts write(ReconcilePlan reconcilePlan) {
        write(RowWrites.of(reconcilePlan.rowDiffs()), reconcilePlan.sourceSnapshot());
        return reconcilePlan.grantCounts();
    }

    private void write(RowWrites rowWrites, SourceSnapshot sourceSnapshot) {
        table.insert(rowWrites.inserts(), sourceSnapshot);
        table.update(rowWrites.updates(), sourceSnapshot);
        table.delete(rowWrites.deletes());
        evictions.evict(rowWrites.evictions());
    }

    /**
     * Deletes the user's row and returns how many grants it had. Takes the lock of {@link #reconcile} until the
     * commit of the erasing transaction: a reconcile that has read the user's relations has ended before, and a later
     * one finds none.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user) {
        userLocks.lock(List.of(user));
        int grantCount =
                table.find(user).map(grants -> grants.offerNos().length).orElse(0);
        table.delete(List.of(user));
        evictions.evict(List.of(user));
        return grantCount;
    }

    private UserGrants computeGrants(UUID user) {
        var grantsCalculator = new GrantsCalculator(audienceIndexCache);
        List<Customer> customer = customerReader.findByIds(List.of(user));
        return customer.isEmpty()
                ? UserGrants.EMPTY
                : grantsCalculator.calculate(customer.get(0).relations());
    }
}
