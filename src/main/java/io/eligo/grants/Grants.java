package io.eligo.grants;

import io.eligo.cache.Evictions;
import io.eligo.cache.LeasedCache;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.cache.NamespaceView;
import io.eligo.cache.PolledCacheState;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.Customer;
import io.eligo.customers.CustomerReader;
import io.eligo.grants.reconcile.GrantsCalculator;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.UserGrants;
import io.eligo.tracing.SpanName;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceSpan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The grants of users for those who read them: from the cache, the table, or computed. It also evicts cached grants and erases a user's.
 * {@link GrantsReconciler} brings stored grants in line with the rules.
 */
@Component
public class Grants {
    private final GrantsTable table;
    private final UserLocks userLocks;
    private final CustomerReader customerReader;
    private final AudienceIndexCache audienceIndexCache;
    private final LeasedCache<GrantsWithSource> leasedCache;
    private final Evictions evictions;
    private final Spans spans;

    Grants(
            GrantsTable table,
            UserLocks userLocks,
            CustomerReader customerReader,
            AudienceIndexCache audienceIndexCache,
            Catalog catalog,
            LeasedCacheFactory leasedCacheFactory,
            Evictions evictions,
            Spans spans) {
        this.table = table;
        this.userLocks = userLocks;
        this.customerReader = customerReader;
        this.audienceIndexCache = audienceIndexCache;
        this.leasedCache = leasedCacheFactory.create(
                () -> namespaceView(catalog.current()), new GrantsCacheFormat(), this::getUncached);
        this.evictions = evictions;
        this.spans = spans;
    }

    static NamespaceView namespaceView(CatalogView view) {
        return new NamespaceView(view.state(PolledCacheState.class), view.polledAtNanos(), view.polledAtMillis());
    }

    /**
     * Returns the grants of a user: from the cache if it has them, otherwise those of {@link #getUncached}. The result is
     * no older than the last eviction committed before the call.
     */
    public GrantsWithSource get(UUID user) {
        return leasedCache.get(user);
    }

    /**
     * Returns the grants of a user without the cache: the stored row, else grants computed from the user's relations
     * and not stored, else {@link UserGrants#EMPTY}.
     */
    public GrantsWithSource getUncached(UUID user) {
        try (TraceSpan span = spans.start(SpanName.GRANTS_READ)) {
            GrantsWithSource grants = findOrCompute(user);
            span.attribute("eligo.grants.source", grants.source().name());
            return grants;
        }
    }

    private GrantsWithSource findOrCompute(UUID user) {
        return table.find(user)
                .map(grants -> new GrantsWithSource(grants, GrantsWithSource.GrantsSource.TABLE))
                .orElseGet(() -> new GrantsWithSource(computeGrants(user), GrantsWithSource.GrantsSource.COMPUTED));
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

    /** Counts those of the users who have a stored row. */
    public long countStored(Collection<UUID> users) {
        return table.countStored(users);
    }

    /** Counts the grants of each of these merchants' offers, by merchant number. Scans all rows of the table. */
    public Map<Integer, Long> countByMerchant(Collection<Integer> merchantNos) {
        return merchantNos.isEmpty() ? Map.of() : table.countByMerchant(merchantNos);
    }

    /**
     * Deletes the user's row and returns how many grants it had. Takes the lock of {@link
     * GrantsReconciler#reconcile} until the commit of the erasing transaction: a reconcile that has read the user's relations has ended before, and a later
     * one finds none.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user) {
        userLocks.lockToErase(List.of(user));
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
