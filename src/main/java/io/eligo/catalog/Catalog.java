package io.eligo.catalog;

import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The readers' catalogue. It is loaded when first asked for and when told to; a reader keeps the snapshot that it began with. */
@Component
public class Catalog {
    private final CatalogTables tables;
    private final JdbcClient jdbc;
    private final TransactionTemplate oneSnapshot;
    private final AtomicReference<@Nullable CatalogSnapshot> current = new AtomicReference<>();

    Catalog(CatalogTables tables, JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.tables = tables;
        this.jdbc = jdbc;
        this.oneSnapshot = new TransactionTemplate(transactions);
        oneSnapshot.setReadOnly(true);
        oneSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        oneSnapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    public CatalogSnapshot current() {
        CatalogSnapshot snapshot = current.get();
        return snapshot == null ? refresh() : snapshot;
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

    private CatalogSnapshot load() {
        OffsetDateTime asOf =
                jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single();
        Map<UUID, Merchant> merchants = tables.merchants();
        Map<UUID, Outlet> outlets = tables.outlets(merchants);
        return new CatalogSnapshot(asOf.toInstant(), tables.offers(merchants, outlets), outlets.values());
    }
}
