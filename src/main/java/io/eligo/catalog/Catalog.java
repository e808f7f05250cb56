package io.eligo.catalog;

import io.eligo.catalog.CatalogLog.Look;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The readers' catalogue in this process. It is loaded when first asked for; {@link #refresh} brings it up to date, from a log of
 * what has changed. A reader keeps the view that it began with.
 */
@Component
public class Catalog {
    // The log forgets after an hour.
    private static final Duration LONGEST_GAP = Duration.ofMinutes(30);
    // Should a change ever reach the tables and not the log (somebody has disabled a trigger), it does not stay so.
    private static final Duration LONGEST_LIFE = Duration.ofHours(1);

    private final CatalogTables tables;
    private final CatalogLog log;
    private final TransactionTemplate oneSnapshot;
    private final AtomicReference<@Nullable CatalogView> current = new AtomicReference<>();

    Catalog(CatalogTables tables, CatalogLog log, PlatformTransactionManager transactions) {
        this.tables = tables;
        this.log = log;
        this.oneSnapshot = new TransactionTemplate(transactions);
        oneSnapshot.setReadOnly(true);
        oneSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        oneSnapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    public CatalogView current() {
        CatalogView view = current.get();
        return view == null ? firstLoad() : view;
    }

    /**
     * Looks for what has been committed since the last look, reads that, in one database snapshot, and replaces the view at once;
     * reads everything where the last look is of another database or too long ago. Readers are not held up.
     */
    public synchronized CatalogView refresh() {
        CatalogView known = current.get();
        CatalogView next =
                known == null || known.age() > LONGEST_GAP.toNanos() || known.sinceLoaded() > LONGEST_LIFE.toNanos()
                        ? loaded()
                        : refreshed(known);
        current.set(next);
        return next;
    }

    private CatalogView refreshed(CatalogView known) {
        Look look = log.since(known.look(), false);
        if (look.elsewhere(known.look()) || look.everything()) {
            return loaded();
        }
        if (look.changes().isEmpty()) {
            return known.confirmed(look);
        }
        // Looked at again, in the snapshot that the tables are read in.
        return Objects.requireNonNull(oneSnapshot.execute(status -> {
            Look again = log.since(known.look(), false);
            return again.everything()
                    ? CatalogView.loaded(CatalogRows.read(tables), again)
                    : known.with(known.rows().with(again.changes(), tables), again);
        }));
    }

    private CatalogView loaded() {
        return Objects.requireNonNull(oneSnapshot.execute(status -> {
            Look look = log.begin();
            return CatalogView.loaded(CatalogRows.read(tables), look);
        }));
    }

    // However many ask at once, one of them loads.
    private synchronized CatalogView firstLoad() {
        CatalogView view = current.get();
        return view == null ? refresh() : view;
    }

    /** Null before the catalogue was first asked for. */
    @Nullable
    CatalogView ifLoaded() {
        return current.get();
    }

    /** Lets the log forget what everybody has had time to see. */
    public void pruneLog() {
        log.prune();
    }
}
