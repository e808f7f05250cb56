package io.eligo.grants;

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

/** The grants of users: read one, compare many, bring some in line. */
@Component
public class Grants {
    /** PostgreSQL's lock table is shared by all transactions; more locks in one could exhaust it. */
    public static final int MAX_USERS_PER_TRANSACTION = 1_000;

    // So many may be neighbours, as those of a bulk change are; fewer are not worth the question.
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
     * The same grants, decided from an index of audiences that is compiled afresh and shares no state with the one that the
     * incremental runs use: what that index has missed, this one finds.
     */
    public Grants withFreshIndex() {
        return new Grants(this, audienceIndexCache.newCache());
    }

    /** Compiles the index of this process's incremental runs anew: after an audit that found differences it is not to be trusted. */
    public void compileIndexAnew() {
        audienceIndexCache.reload();
    }

    static NamespaceView namespaceView(CatalogView view) {
        return new NamespaceView(
                view.cacheNamespace(), view.evictionAge(), view.polledAtNanos(), view.polledAtMillis());
    }

    /** As {@link #getUncached}, or a copy of that: no older than what had been evicted when this was called. */
    public ResolvedGrants get(UUID user) {
        return leasedCache.get(user);
    }

    /** What a user is granted: the row, else computed from the user's relations and not stored, else a stranger's. */
    public ResolvedGrants getUncached(UUID user) {
        return table.find(user)
                .map(grants -> new ResolvedGrants(grants, ResolvedGrants.GrantsSource.TABLE))
                .orElseGet(() -> new ResolvedGrants(computeGrants(user), ResolvedGrants.GrantsSource.COMPUTED));
    }

    /** A walk through the users of a range, without locks, for who is right and who is to be reconciled. */
    public GrantsScan scan(UserRange range) {
        return new GrantsScan(range, customerReader, table, userLocks, audienceIndexCache);
    }

    /**
     * To be called once the run that calls it knows which events it will settle, before it scans: any other that has read before
     * may decide from an older state and does not know that these events are about to go.
     */
    public void invalidateEarlierReads() {
        userLocks.nextVersion();
    }

    /** These users' copies go with the caller's transaction, whatever they say; nothing else is done for them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evict(Collection<UUID> users) {
        evictions.evict(users);
    }

    /** Everybody's copies go with the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evictAll() {
        evictions.evictAll();
    }

    /** Refreshes the planner's statistics, after many rows were written. */
    public void analyze() {
        table.analyze();
    }

    /**
     * Brings these users' rows in line with the rules: locks them, brings the index of audiences up to date, reads relations
     * and rows, decides, and writes only what differs. Call it inside a transaction at READ COMMITTED, once: the locks go at
     * its commit. A user without relations loses the row. Running it twice changes nothing.
     *
     * @param rowDiffs at most {@link #MAX_USERS_PER_TRANSACTION}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts reconcile(Collection<UUID> users) {
        if (users.size() > MAX_USERS_PER_TRANSACTION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d users at once, at most %d", users.size(), MAX_USERS_PER_TRANSACTION));
        }
        List<UUID> ordered =
                users.stream().distinct().sorted(FeedKey::compareIds).toList();
        SourceSnapshot sourceSnapshot = userLocks.lockToDecide(ordered);
        return write(new ReconcilePlan(computeDiffs(ordered), sourceSnapshot));
    }

    /**
     * Locks these users, and answers those who have relations or a row: none of them is erased before the caller's transaction ends,
     * and who was erased before is left out.
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

    /** What {@link #reconcile} of these users would do now: nothing is locked or written. */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts compare(Collection<UUID> users) {
        List<UUID> ordered =
                users.stream().distinct().sorted(FeedKey::compareIds).toList();
        return new ReconcilePlan(
                        computeDiffs(ordered), userLocks.currentVersion().sourceSnapshot())
                .grantCounts();
    }

    /**
     * Those of the slice who are in doubt: what was decided without locks is written, or where somebody has decided over whomever
     * since, they are read again.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts reconcile(UserBatch userBatch) {
        return write(lockAndDiff(userBatch));
    }

    /** The same, but what the filter says stays. */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReconcileResult reconcile(UserBatch userBatch, RevocationFilter filter) {
        return write(lockAndDiff(userBatch), userBatch.lastUser(), filter);
    }

    private ReconcileResult write(ReconcilePlan reconcilePlan, UUID lastUser, RevocationFilter filter) {
        var written = new ArrayList<RowDiff>();
        var staying = new ArrayList<UnlockedDiff>();
        GrantCounts grantCounts = GrantCounts.ZERO;
        // Nothing that is kept of these holds: their rows have moved.
        var moved = new ReadVersion(0, reconcilePlan.sourceSnapshot());
        for (RowDiff user : reconcilePlan.rowDiffs()) {
            int[] stays = user.retainedOffers(filter);
            RowDiff now = stays.length == 0 ? user : user.withRetained(stays);
            written.add(now);
            if (stays.length == 0) {
                grantCounts = grantCounts.plus(now.grantCounts());
            } else {
                staying.add(new UnlockedDiff(user.remainingAfter(stays), moved, false));
                grantCounts = grantCounts.plus(now.grantCounts().withoutUnchanged());
            }
        }
        write(RowWrites.of(written), reconcilePlan.sourceSnapshot());
        return new ReconcileResult(grantCounts, UserBatch.toReconcile(lastUser, staying));
    }

    /** The same, unless it took anything away: then nothing is written, and the answer is empty. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<GrantCounts> reconcileUnlessRevoking(UserBatch userBatch) {
        ReconcilePlan reconcilePlan = lockAndDiff(userBatch);
        return reconcilePlan.grantCounts().revoked() > 0 ? Optional.empty() : Optional.of(write(reconcilePlan));
    }

    /**
     * What was decided is written; or where somebody has decided over whomever since, the users are read again, and what the filter
     * says stays.
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

    /** How many grants the offers of each of these merchants hold in all rows: reads them all. */
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

    /** Reads under the locks of the caller and decides. Users as a range, if they are most of it: one by one costs half as much again. */
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
     * Takes away the user's row; how many grants it held. Under the lock of {@link #reconcile}, which whoever erases holds until
     * the commit: a reconcile that has read the user's relations is over by then, and one that comes later finds none.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user) {
        userLocks.lock(List.of(user));
        int held = table.find(user).map(grants -> grants.offerNos().length).orElse(0);
        table.delete(List.of(user));
        evictions.evict(List.of(user));
        return held;
    }

    private UserGrants computeGrants(UUID user) {
        var grantsCalculator = new GrantsCalculator(audienceIndexCache);
        List<Customer> customer = customerReader.findByIds(List.of(user));
        return customer.isEmpty()
                ? UserGrants.EMPTY
                : grantsCalculator.calculate(customer.get(0).relations());
    }
}
