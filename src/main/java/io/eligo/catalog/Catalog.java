package io.eligo.catalog;

import io.eligo.catalog.log.CatalogChangeLog;
import io.eligo.catalog.log.CatalogLogPruner;
import io.eligo.catalog.log.LogPoll;
import io.eligo.catalog.source.CatalogTables;
import io.eligo.catalog.source.UnreadableRows;
import io.eligo.platform.PolledState;
import io.eligo.platform.connections.ReservedConnections;
import io.eligo.platform.connections.SnapshotReads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;

/**
 * The readers' catalogue of this process, loaded at its first use. {@link #refresh} applies the changes of a log. A
 * view is immutable: a reader keeps the view that it started with. Thread-safe.
 */
@Component
public class Catalog {
    // Bounds how long a change stays unseen that reached the tables without the log, because a trigger was disabled.
    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final CatalogTables tables;
    private final CatalogChangeLog log;
    private final CatalogLogPruner pruner;
    private final UnreadableRows unreadable;
    private final SnapshotReads oneSnapshot;
    private final CatalogFreshnessMetrics freshness;
    private final AtomicReference<@Nullable CatalogView> current = new AtomicReference<>();

    // Reads through reserved connections: the readers' catalogue must not become stale because other work holds all
    // connections of the pool.
    Catalog(
            ReservedConnections reserved,
            CatalogLogPruner pruner,
            UnreadableRows unreadable,
            CatalogFreshnessMetrics freshness,
            List<PolledState<?>> states) {
        this.tables = new CatalogTables(reserved.jdbc());
        this.log = new CatalogChangeLog(reserved.jdbc(), states);
        this.pruner = pruner;
        this.unreadable = unreadable;
        this.freshness = freshness;
        this.oneSnapshot = new SnapshotReads(
                reserved.jdbc(), reserved.transactions(), TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    public CatalogView current() {
        CatalogView view = current.get();
        return view == null ? loadOnce() : view;
    }

    /**
     * Polls the log for changes committed since the last poll, reads the affected rows in one database snapshot, and
     * replaces the view atomically. Reads everything if the last poll is of another database epoch, if the log has
     * been pruned past it, or if the last full read is older than an hour. Readers are not blocked.
     */
    public synchronized CatalogView refresh() {
        CatalogView known = current.get();
        CatalogView next = known == null ? load() : pollAndApply(known);
        current.set(next);
        if (known != null && next.poll().isContinuationOf(known.poll())) {
            freshness.recordVisible(next.poll());
        }
        unreadable.replace(UnreadableRows.ReadPath.CATALOG, next.rows().unreadable());
        return next;
    }

    private CatalogView pollAndApply(CatalogView known) {
        LogPoll poll = log.pollSince(known.poll());
        if (poll.changes().isEmpty() && known.canApply(poll, MAX_AGE)) {
            return known.withPoll(poll);
        }
        // Polls again in the snapshot that the tables are read in, because this connection may reach another server.
        return oneSnapshot.read(() -> apply(known, log.pollSince(known.poll())));
    }

    /** Runs in the snapshot of the poll. */
    private CatalogView apply(CatalogView known, LogPoll poll) {
        return known.canApply(poll, MAX_AGE)
                ? known.withUpdate(known.rows().reread(poll.changes(), tables), poll)
                : CatalogView.loaded(CatalogContents.read(tables), poll);
    }

    private CatalogView load() {
        return oneSnapshot.read(() -> {
            LogPoll poll = log.poll();
            return CatalogView.loaded(CatalogContents.read(tables), poll);
        });
    }

    // Concurrent first readers load the catalogue once.
    private synchronized CatalogView loadOnce() {
        CatalogView view = current.get();
        return view == null ? refresh() : view;
    }

    /** Returns null if the catalogue is not loaded yet. */
    public @Nullable CatalogView currentIfLoaded() {
        return current.get();
    }

    /** Deletes log rows that all processes have had time to read. */
    public void pruneLog() {
        pruner.prune();
    }
}
