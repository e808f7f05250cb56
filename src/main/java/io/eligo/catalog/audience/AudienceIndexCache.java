package io.eligo.catalog.audience;

import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.log.CatalogLog;
import io.eligo.catalog.log.CatalogLog.LogPoll;
import io.eligo.catalog.source.CatalogTables;
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
 * The writers' index of audiences. Ask {@link #current} inside the transaction that decides, after its locks: it costs one
 * indexed statement, usually finding nothing, and the answer is never older than that statement's snapshot.
 */
@Component
public class AudienceIndexCache {
    private static final Duration MAX_AGE = Duration.ofMinutes(30);
    // Merchants that are not there and yet have customers.
    private static final int MAX_MISSING_MERCHANTS = 1_000;

    private final CatalogTables tables;
    private final CatalogLog log;
    private final UnreadableRows unreadable;
    private final PlatformTransactionManager transactions;
    // The log and the tables are asked on one connection: over two, one of them might be another server's.
    private final TransactionTemplate oneConnection;
    // Only a starting point: every chunk checks the one that it took, whichever thread stored it last.
    private final AtomicReference<@Nullable AudienceIndex> latest = new AtomicReference<>();

    AudienceIndexCache(
            CatalogTables tables, CatalogLog log, UnreadableRows unreadable, PlatformTransactionManager transactions) {
        this.tables = tables;
        this.log = log;
        this.unreadable = unreadable;
        this.transactions = transactions;
        this.oneConnection = new TransactionTemplate(transactions);
    }

    /** The same with an index of its own, compiled at the first question, that shares no state with this one: for an audit. */
    public AudienceIndexCache newCache() {
        return new AudienceIndexCache(tables, log, unreadable, transactions);
    }

    /** An index that has seen everything committed before this call, and what the caller's transaction has changed itself. */
    public AudienceIndex current() {
        AudienceIndex known = latest.get();
        if (known != null) {
            LogPoll poll = log.pollSince(known.poll(), true);
            if (poll.changes().isEmpty() && canApply(known, poll)) {
                return known;
            }
        }
        return refresh();
    }

    // However many threads find the same index wanting, one of them reads; the others go on from what it has stored.
    private synchronized AudienceIndex refresh() {
        return onOneConnection(() -> {
            AudienceIndex known = latest.get();
            if (known == null) {
                return store(compile());
            }
            LogPoll poll = log.pollSince(known.poll(), true);
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

    /** Replaces the index by one that is compiled anew. Does nothing where none was used: its first use compiles one. */
    public synchronized void reload() {
        if (latest.get() != null) {
            onOneConnection(() -> store(compile()));
        }
    }

    // From tables that are read after the look that it goes on from: it may know more than it says, never less.
    private AudienceIndex compile() {
        LogPoll poll = log.poll();
        return AudienceIndex.compile(poll, AudienceRows.read(tables, IdSelector.ALL, IdSelector.ALL));
    }

    // What the caller has changed and not committed is for the caller alone: it may be rolled back.
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

    /** A merchant that has customers and is in no index that is newer than their relations: those are left out. */
    public void reportMissingMerchant(UUID merchant) {
        unreadable.add(
                UnreadableRows.ReadPath.RELATIONS,
                new UnreadableRow(
                        "customer_type",
                        String.format(Locale.ROOT, "(merchant_id %s)", merchant),
                        Kind.MERCHANT,
                        merchant,
                        "there is no such merchant"),
                MAX_MISSING_MERCHANTS);
    }
}
