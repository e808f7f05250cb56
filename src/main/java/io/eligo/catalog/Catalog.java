package io.eligo.catalog;

import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The readers' catalogue in this process. It is loaded when first asked for and when told that something has changed; a reader
 * keeps the snapshot that it began with.
 */
@Component
public class Catalog {
    private final CatalogTables tables;
    private final TransactionTemplate oneSnapshot;
    private final AtomicReference<@Nullable CatalogSnapshot> current = new AtomicReference<>();

    Catalog(CatalogTables tables, PlatformTransactionManager transactions) {
        this.tables = tables;
        this.oneSnapshot = new TransactionTemplate(transactions);
        oneSnapshot.setReadOnly(true);
        oneSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        oneSnapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    public CatalogSnapshot current() {
        CatalogSnapshot snapshot = current.get();
        return snapshot == null ? firstLoad() : snapshot;
    }

    /** Reads the tables again, in one database snapshot, and replaces the catalogue at once. Readers are not held up. */
    public synchronized CatalogSnapshot refresh() {
        CatalogSnapshot fresh = oneSnapshot.execute(status -> load());
        current.set(fresh);
        return fresh;
    }

    /** The tables may have changed: refreshes, unless nobody has read the catalogue yet. */
    public void changed() {
        if (current.get() != null) {
            refresh();
        }
    }

    // However many ask at once, one of them loads.
    private synchronized CatalogSnapshot firstLoad() {
        CatalogSnapshot snapshot = current.get();
        return snapshot == null ? refresh() : snapshot;
    }

    private CatalogSnapshot load() {
        Map<UUID, Merchant> merchants = tables.merchants();
        Map<UUID, Outlet> outlets = tables.outlets(merchants);
        return new CatalogSnapshot(tables.offers(merchants, outlets), outlets.values());
    }
}
