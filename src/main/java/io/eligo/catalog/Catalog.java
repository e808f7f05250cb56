package io.eligo.catalog;

import io.eligo.catalog.log.CatalogLog;
import io.eligo.catalog.log.CatalogLog.LogPoll;
import io.eligo.catalog.source.CatalogTables;
import io.eligo.catalog.source.UnreadableRows;
import io.eligo.platform.ReservedConnections;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The readers' catalogue in this process. It is loaded when first asked for; {@link #refresh} brings it up to date, from a log of
 * what has changed. A reader keeps the view that it began with.
 */
@Component
public class Catalog {
    // Should a change ever reach the tables and not the log (somebody has disabled a trigger), it does not stay so.
    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final CatalogTables tables;
    private final CatalogLog log;
    private final CatalogLog pruningLog;
    private final UnreadableRows unreadable;
    private final TransactionTemplate oneSnapshot;
    private final AtomicReference<@Nullable CatalogView> current = new AtomicReference<>();

    // Read through connections of its own: the readers' answers must not grow old because other work has taken all.
    Catalog(ReservedConnections reserved, CatalogLog prunedLog, UnreadableRows unreadable) {
        this.tables = new CatalogTables(reserved.jdbc());
        this.log = new CatalogLog(reserved.jdbc());
        this.pruningLog = prunedLog;
        this.unreadable = unreadable;
        this.oneSnapshot = new TransactionTemplate(reserved.transactions());
        oneSnapshot.setReadOnly(true);
        oneSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        oneSnapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    public CatalogView current() {
        CatalogView view = current.get();
        return view == null ? loadOnce() : view;
    }

    /**
     * Looks for what has been committed since the last look, reads that, in one database snapshot, and replaces the view at once;
     * reads everything where the last look is of another database or the log has forgotten what came since. Readers are not held
     * up.
     */
    public synchronized CatalogView refresh() {
        CatalogView known = current.get();
        CatalogView next = known == null ? load() : pollAndApply(known);
        current.set(next);
        unreadable.replace(UnreadableRows.ReadPath.CATALOG, next.rows().unreadable());
        return next;
    }

    private CatalogView pollAndApply(CatalogView known) {
        LogPoll poll = log.pollSince(known.poll(), false);
        if (poll.changes().isEmpty() && known.canApply(poll, MAX_AGE)) {
            return known.withPoll(poll);
        }
        // Looked at again, in the snapshot that the tables are read in; on a connection that may be to another server.
        return Objects.requireNonNull(oneSnapshot.execute(status -> apply(known, log.pollSince(known.poll(), false))));
    }

    /** In the snapshot of the look. */
    private CatalogView apply(CatalogView known, LogPoll poll) {
        return known.canApply(poll, MAX_AGE)
                ? known.withUpdate(known.rows().reread(poll.changes(), tables), poll)
                : CatalogView.loaded(CatalogRows.read(tables), poll);
    }

    private CatalogView load() {
        return Objects.requireNonNull(oneSnapshot.execute(status -> {
            LogPoll poll = log.poll();
            return CatalogView.loaded(CatalogRows.read(tables), poll);
        }));
    }

    // However many ask at once, one of them loads.
    private synchronized CatalogView loadOnce() {
        CatalogView view = current.get();
        return view == null ? refresh() : view;
    }

    /** Null before the catalogue was first asked for. */
    @Nullable
    CatalogView currentIfLoaded() {
        return current.get();
    }

    /** Lets the log forget what everybody has had time to see. */
    public void pruneLog() {
        pruningLog.prune();
    }
}
