package io.eligo.grants;

import io.eligo.cache.Evictions;
import io.eligo.cache.LeasedCache;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.cache.NamespaceView;
import io.eligo.catalog.Audiences;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.customers.Customer;
import io.eligo.customers.Customers;
import io.eligo.customers.UserRange;
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
    public static final int MOST_USERS_AT_ONCE = 1_000;

    // So many may be neighbours, as those of a bulk change are; fewer are not worth the question.
    private static final int MANY = 256;

    private final GrantsTable table;
    private final Decisions decisions;
    private final Customers customers;
    private final Audiences audiences;
    private final LeasedCache<Granted> leasedCache;
    private final Evictions evictions;

    @Autowired
    Grants(
            GrantsTable table,
            Decisions decisions,
            Customers customers,
            Audiences audiences,
            Catalog catalog,
            LeasedCacheFactory leasedCacheFactory,
            Evictions evictions) {
        this.table = table;
        this.decisions = decisions;
        this.customers = customers;
        this.audiences = audiences;
        this.leasedCache = leasedCacheFactory.create(() -> seen(catalog.current()), new CachedGrants(), this::uncached);
        this.evictions = evictions;
    }

    private Grants(Grants others, Audiences audiences) {
        this.table = others.table;
        this.decisions = others.decisions;
        this.customers = others.customers;
        this.audiences = audiences;
        this.leasedCache = others.leasedCache;
        this.evictions = others.evictions;
    }

    /**
     * The same grants, decided from an index of audiences that is compiled afresh and shares no state with the one that the
     * incremental runs use: what that index has missed, this one finds.
     */
    public Grants fromAnIndexOfItsOwn() {
        return new Grants(this, audiences.afresh());
    }

    /** Compiles the index of this process's incremental runs anew: after an audit that found differences it is not to be trusted. */
    public void compileIndexAnew() {
        audiences.reload();
    }

    static NamespaceView seen(CatalogView view) {
        return new NamespaceView(view.cacheNamespace(), view.evictionAge(), view.lookedAt(), view.lookedAtMillis());
    }

    /** As {@link #uncached}, or a copy of that: no older than what had been evicted when this was called. */
    public Granted of(UUID user) {
        return leasedCache.get(user);
    }

    /** What a user is granted: the row, else computed from the user's relations and not stored, else a stranger's. */
    public Granted uncached(UUID user) {
        return table.of(user)
                .map(grants -> new Granted(grants, Granted.Source.TABLE))
                .orElseGet(() -> new Granted(computed(user), Granted.Source.COMPUTED));
    }

    /** A walk through the users of a range, without locks, for who is right and who is to be reconciled. */
    public GrantsScan scan(UserRange range) {
        return new GrantsScan(range, customers, table, decisions, audiences);
    }

    /**
     * To be called once the run that calls it knows which events it will settle, before it scans: any other that has read before
     * may decide from an older state and does not know that these events are about to go.
     */
    public void aboutToSettle() {
        decisions.decide();
    }

    /** These users' copies go with the caller's transaction, whatever they say; nothing else is done for them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evict(Collection<UUID> users) {
        evictions.evict(users);
    }

    /** Everybody's copies go with the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evictEverybody() {
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
     * @param users at most {@link #MOST_USERS_AT_ONCE}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Tally reconcile(Collection<UUID> users) {
        if (users.size() > MOST_USERS_AT_ONCE) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d users at once, at most %d", users.size(), MOST_USERS_AT_ONCE));
        }
        List<UUID> ordered = users.stream().distinct().sorted(FeedKey::compare).toList();
        Origin origin = decisions.lockToDecide(ordered);
        return write(new Verdict(decided(ordered), origin));
    }

    /**
     * Locks these users, and answers those who have relations or a row: none of them is erased before the caller's transaction ends,
     * and who was erased before is left out.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UUID> lockKnown(Collection<UUID> users) {
        decisions.lockToWrite(users);
        return Stream.concat(
                        customers.of(users).stream().map(Customer::userId),
                        table.of(users).stream().map(StoredGrants::userId))
                .distinct()
                .toList();
    }

    /** What {@link #reconcile} of these users would do now: nothing is locked or written. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Tally compare(Collection<UUID> users) {
        List<UUID> ordered = users.stream().distinct().sorted(FeedKey::compare).toList();
        return new Verdict(decided(ordered), decisions.sight().origin()).tally();
    }

    /**
     * Those of the slice who are in doubt: what was decided without locks is written, or where somebody has decided over whomever
     * since, they are read again.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Tally reconcile(Slice slice) {
        return write(lockedAndDecided(slice));
    }

    /** The same, but what the filter says stays. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Reconciled reconcile(Slice slice, RevocationFilter filter) {
        return write(lockedAndDecided(slice), slice.lastUser(), filter);
    }

    private Reconciled write(Verdict verdict, UUID lastUser, RevocationFilter filter) {
        var written = new ArrayList<Decided>();
        var staying = new ArrayList<Compared>();
        Tally tally = Tally.NONE;
        // Nothing that is kept of these holds: their rows have moved.
        var moved = new Sight(0, verdict.origin());
        for (Decided user : verdict.users()) {
            int[] stays = user.staying(filter);
            Decided now = stays.length == 0 ? user : user.keeping(stays);
            written.add(now);
            if (stays.length == 0) {
                tally = tally.plus(now.tally());
            } else {
                staying.add(new Compared(user.after(stays), moved, false));
                tally = tally.plus(now.tally().changes());
            }
        }
        write(Changes.of(written), verdict.origin());
        return new Reconciled(tally, Slice.inDoubt(lastUser, staying));
    }

    /** The same, unless it took anything away: then nothing is written, and the answer is empty. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Tally> reconcileUnlessItTakesAway(Slice slice) {
        Verdict verdict = lockedAndDecided(slice);
        return verdict.tally().revoked() > 0 ? Optional.empty() : Optional.of(write(verdict));
    }

    /**
     * What was decided is written; or where somebody has decided over whomever since, the users are read again, and what the filter
     * says stays.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Reconciled reconcile(Kept kept, RevocationFilter filter) {
        List<UUID> users = kept.userIds();
        decisions.lockToWrite(users);
        Sight now = decisions.sight();
        if (!kept.holds(now)) {
            return write(new Verdict(decided(users), now.origin()), kept.lastUser(), filter);
        }
        write(kept.changes(), kept.from().origin());
        return new Reconciled(kept.tally(), Slice.inDoubt(kept.lastUser(), List.of()));
    }

    /** How many grants the offers of each of these merchants hold in all rows: reads them all. */
    public Map<Integer, Long> standing(Collection<Integer> merchantNos) {
        return merchantNos.isEmpty() ? Map.of() : table.standing(merchantNos);
    }

    private record Verdict(List<Decided> users, Origin origin) {
        Tally tally() {
            return users.stream().map(Decided::tally).reduce(Tally.NONE, Tally::plus);
        }
    }

    private Verdict lockedAndDecided(Slice slice) {
        List<UUID> users = slice.inDoubt().stream().map(Compared::userId).toList();
        decisions.lockToWrite(users);
        Sight now = decisions.sight();
        if (slice.inDoubt().stream().allMatch(user -> user.holds(now.decisions()))) {
            Origin origin = slice.inDoubt().stream()
                    .map(Compared::from)
                    .reduce(now, Sight::older)
                    .origin();
            return new Verdict(slice.inDoubt().stream().map(Compared::decided).toList(), origin);
        }
        return new Verdict(decided(users), now.origin());
    }

    /** Reads under the locks of the caller and decides. Users as a range, if they are most of it: one by one costs half as much again. */
    private List<Decided> decided(List<UUID> ordered) {
        var decider = new Decider(audiences);
        if (ordered.size() >= MANY) {
            var range = new UserRange(ordered.get(0), ordered.get(ordered.size() - 1));
            if (table.holdsHardlyMoreThan(range, ordered.size())) {
                return decided(ordered, decider, customers.in(range), table.in(range));
            }
        }
        return decided(ordered, decider, customers.of(ordered), table.of(ordered));
    }

    private static List<Decided> decided(
            List<UUID> ordered, Decider decider, List<Customer> related, List<StoredGrants> rows) {
        var customers = new InUserOrder<>(related, Customer::userId);
        var stored = new InUserOrder<>(rows, StoredGrants::userId);
        return ordered.stream()
                .map(user -> {
                    Customer customer = customers.of(user);
                    StoredGrants row = stored.of(user);
                    return Decided.of(
                            user,
                            row == null ? null : row.grants(),
                            customer == null ? null : decider.decide(customer.relations()));
                })
                .toList();
    }

    private Tally write(Verdict verdict) {
        write(Changes.of(verdict.users()), verdict.origin());
        return verdict.tally();
    }

    private void write(Changes changes, Origin origin) {
        table.add(changes.added(), origin);
        table.replace(changes.changed(), origin);
        table.delete(changes.gone());
        evictions.evict(changes.stale());
    }

    /**
     * Takes away the user's row; how many grants it held. Under the lock of {@link #reconcile}, which whoever erases holds until
     * the commit: a reconcile that has read the user's relations is over by then, and one that comes later finds none.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user) {
        decisions.lock(List.of(user));
        int held = table.of(user).map(grants -> grants.offerNos().length).orElse(0);
        table.delete(List.of(user));
        evictions.evict(List.of(user));
        return held;
    }

    private UserGrants computed(UUID user) {
        var decider = new Decider(audiences);
        List<Customer> customer = customers.of(List.of(user));
        return customer.isEmpty()
                ? UserGrants.STRANGER
                : decider.decide(customer.get(0).relations());
    }
}
