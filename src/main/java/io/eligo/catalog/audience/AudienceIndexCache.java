package io.eligo.catalog.audience;

import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.log.CatalogChangeLog;
import io.eligo.catalog.log.LogPoll;
import io.eligo.catalog.source.AudienceTables;
import io.eligo.catalog.source.IdSelector;
import io.eligo.catalog.source.UnreadableRow;
import io.eligo.catalog.source.UnreadableRows;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Caches the writers' audience index. Call {@link #current} inside the transaction that decides, after it has taken
 * its locks: the call costs one indexed statement, which usually finds no change, and the returned index is never
 * older than that statement's snapshot.
 */
@Component
public class AudienceIndexCache {
    private static final Duration MAX_AGE = Duration.ofMinutes(30);
    // Merchants that have customers and do not exist.
    private static final int MAX_MISSING_MERCHANTS = 1_000;

    private final AudienceTables tables;
    private final CatalogChangeLog log;
    private final UnreadableRows unreadable;
    private final PlatformTransactionManager transactions;
    // The log and the tables are read on one connection, because a second one might reach another server.
    private final TransactionTemplate oneConnection;
    // Only a starting point: every chunk checks the index that it took, whichever thread stored it last.
    private final AtomicReference<@Nullable AudienceIndex> latest = new AtomicReference<>();

    AudienceIndexCache(
            AudienceTables tables,
            CatalogChangeLog log,
            UnreadableRows unreadable,
            PlatformTransactionManager transactions) {
        this.tables = tables;
        this.log = log;
        this.unreadable = unreadable;
        this.transactions = transactions;
        this.oneConnection = new TransactionTemplate(transactions);
    }

    /**
     * Returns a cache with a separate index, compiled at its first use, that shares no state with this one. Audits
     * use it.
     */
    public AudienceIndexCache newCache() {
        return new AudienceIndexCache(tables, log, unreadable, transactions);
    }

    /**
     * Returns an index that contains everything committed before this call and the uncommitted changes of the
     * caller's transaction.
     */
    public AudienceIndex current() {
        AudienceIndex known = latest.get();
        if (known != null) {
            LogPoll poll = log.pollAudiencesSince(known.poll());
            if (poll.changes().isEmpty() && canApply(known, poll)) {
                return known;
            }
        }
        return refresh();
    }

    // Threads that find the same index outdated read the changes once; the others continue from the stored index.
    private synchronized AudienceIndex refresh() {
        return onOneConnection(() -> {
            AudienceIndex known = latest.get();
            if (known == null) {
                return store(compile());
            }
            LogPoll poll = log.pollAudiencesSince(known.poll());
            if (!canApply(known, poll)) {
                return store(compile());
            }
            return poll.changes().isEmpty() ? known : store(applyChanges(known, poll));
        });
    }

    private static boolean canApply(AudienceIndex known, LogPoll poll) {
        return poll.isContinuationOf(known.poll()) && !poll.requiresFullReload() && !known.isOlderThan(MAX_AGE, poll);
    }

    private AudienceIndex applyChanges(AudienceIndex known, LogPoll poll) {
        IdSelector merchants = IdSelector.of(poll.changes(), Kind.MERCHANT);
        IdSelector offers = IdSelector.of(poll.changes(), Kind.OFFER);
        return known.with(poll, merchants, offers, AudienceRows.read(tables, merchants, offers));
    }

    /**
     * Replaces the index by a newly compiled one. Does nothing if no index was used yet, because its first use
     * compiles one.
     */
    public synchronized void reload() {
        if (latest.get() != null) {
            onOneConnection(() -> store(compile()));
        }
    }

    // The tables are read after the poll: the index may contain more than its poll says, never less.
    private AudienceIndex compile() {
        LogPoll poll = log.poll();
        return AudienceIndex.compile(poll, AudienceRows.read(tables, IdSelector.ALL, IdSelector.ALL));
    }

    // An index with the caller's uncommitted changes is not stored, because they may be rolled back.
    private AudienceIndex store(AudienceIndex index) {
        if (!index.poll().hasUncommitted()) {
            latest.set(index);
            unreadable.replace(UnreadableRows.ReadPath.AUDIENCES, index.rows().unreadable());
            unreadable.remove(UnreadableRows.ReadPath.RELATIONS, row -> index.findMerchant(row.entityId()) != null);
        }
        return index;
    }

    private AudienceIndex onOneConnection(Supplier<AudienceIndex> work) {
        return Objects.requireNonNull(oneConnection.execute(status -> work.get()));
    }

    /**
     * Reports a merchant that has customers and is missing in an index newer than their relations; its relations are
     * left out.
     */
    public void reportMissingMerchant(UUID merchant) {
        unreadable.add(
                UnreadableRows.ReadPath.RELATIONS,
                new UnreadableRow(
                        "customer_type",
                        String.format(Locale.ROOT, "(merchant_id %s)", merchant),
                        Kind.MERCHANT,
                        merchant,
                        "the merchant does not exist"),
                MAX_MISSING_MERCHANTS);
    }
}
