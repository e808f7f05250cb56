package io.eligo.grants;

import io.eligo.cache.Cache;
import io.eligo.cache.Copies;
import io.eligo.cache.Evictions;
import io.eligo.cache.Seen;
import io.eligo.catalog.Audiences;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.customers.Customers;
import io.eligo.customers.Relation;
import io.eligo.customers.UserRange;
import io.eligo.rules.FeedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
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
    private final Customers customers;
    private final Audiences audiences;
    private final Copies<Granted> copies;
    private final Evictions evictions;

    Grants(
            GrantsTable table,
            Customers customers,
            Audiences audiences,
            Catalog catalog,
            Cache cache,
            Evictions evictions) {
        this.table = table;
        this.customers = customers;
        this.audiences = audiences;
        this.copies = cache.of(() -> seen(catalog.current()), new CachedGrants(), this::uncached);
        this.evictions = evictions;
    }

    private static Seen seen(CatalogView view) {
        return new Seen(view.cacheNamespace(), view.lookedAt());
    }

    /** As {@link #uncached}, or a copy of that: no older than what had been evicted when this was called. */
    public Granted of(UUID user) {
        return copies.of(user);
    }

    /** What a user is granted: the row, else computed from the user's relations and not stored, else a stranger's. */
    public Granted uncached(UUID user) {
        return table.of(user)
                .map(grants -> new Granted(grants, Granted.Source.TABLE))
                .orElseGet(() -> new Granted(computed(user), Granted.Source.COMPUTED));
    }

    /** A walk through the users of a range, without locks, for who is right and who is to be reconciled. */
    public GrantsScan scan(UserRange range) {
        return scan(range, table.anyIn(range));
    }

    /** As {@link #scan}, for somebody who only wants to know: everybody is compared. */
    public GrantsScan audit(UserRange range) {
        return scan(range, true);
    }

    private GrantsScan scan(UserRange range, boolean compares) {
        return new GrantsScan(range, compares, customers, table, audiences);
    }

    /** These users' copies go with the caller's transaction, whatever they say; nothing else is done for them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evict(Collection<UUID> users) {
        evictions.evict(users);
    }

    /** Everybody's copies go with the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evictEverybody() {
        evictions.evictEverybody();
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
        if (users.size() < MANY) {
            return reconcile(users, customers::relationsOf, table::of);
        }
        List<UUID> ordered = users.stream().sorted(FeedKey::compare).toList();
        var range = new UserRange(ordered.get(0), ordered.get(ordered.size() - 1));
        return table.holdsHardlyMoreThan(range, users.size())
                ? reconcileIn(range, users)
                : reconcile(users, customers::relationsOf, table::of);
    }

    /** Those of the slice who are in doubt, read as a range where they are most of it: ids one by one cost half as much again. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Tally reconcile(Slice slice) {
        List<UUID> users = slice.inDoubt();
        if (users.size() < slice.users() / 2) {
            return reconcile(users);
        }
        return reconcileIn(new UserRange(users.get(0), users.get(users.size() - 1)), users);
    }

    private Tally reconcileIn(UserRange range, Collection<UUID> users) {
        return reconcile(users, locked -> customers.relationsIn(range), locked -> table.in(range));
    }

    private Tally reconcile(
            Collection<UUID> users,
            Function<Collection<UUID>, List<Relation>> relations,
            Function<Collection<UUID>, List<StoredGrants>> rows) {
        if (users.size() > MOST_USERS_AT_ONCE) {
            throw new IllegalArgumentException(
                    "%d users at once, at most %d".formatted(users.size(), MOST_USERS_AT_ONCE));
        }
        GrantsTable.Origin origin = table.lockToDerive(users);
        var decider = new Decider(audiences);
        var related = new InUserOrder<>(relations.apply(users), Relation::userId);
        var stored = new InUserOrder<>(rows.apply(users), StoredGrants::userId);
        var added = new ArrayList<StoredGrants>();
        var changed = new ArrayList<StoredGrants>();
        var gone = new ArrayList<UUID>();
        var stale = new ArrayList<UUID>();
        Tally tally = Tally.NONE;
        for (UUID user : users.stream().sorted(FeedKey::compare).distinct().toList()) {
            List<Relation> own = related.of(user);
            UserGrants desired = own.isEmpty() ? null : decider.decide(own);
            List<StoredGrants> row = stored.of(user);
            UserGrants actual = row.isEmpty() ? null : row.get(0).grants();
            tally = tally.plus(Tally.between(actual, desired));
            if (actual == null || !actual.equals(desired)) {
                // Of who has no row a reader may have worked out and copied what was true in between.
                stale.add(user);
            }
            if (desired == null) {
                if (actual != null) {
                    gone.add(user);
                }
            } else if (!desired.equals(actual)) {
                (actual == null ? added : changed).add(new StoredGrants(user, desired));
            }
        }
        table.add(added, origin);
        table.replace(changed, origin);
        table.delete(gone);
        evictions.evict(stale);
        return tally;
    }

    /**
     * Takes away the user's row; how many grants it held. Under the lock of {@link #reconcile}, which whoever erases holds until
     * the commit: a reconcile that has read the user's relations is over by then, and one that comes later finds none.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user) {
        table.lock(List.of(user));
        int held = table.of(user).map(grants -> grants.offerNos().length).orElse(0);
        table.delete(List.of(user));
        evictions.evict(List.of(user));
        return held;
    }

    private UserGrants computed(UUID user) {
        var decider = new Decider(audiences);
        List<Relation> relations = customers.relationsOf(List.of(user));
        return relations.isEmpty() ? UserGrants.STRANGER : decider.decide(relations);
    }
}
