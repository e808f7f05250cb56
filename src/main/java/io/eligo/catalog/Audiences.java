package io.eligo.catalog;

import io.eligo.catalog.CatalogChange.Kind;
import io.eligo.catalog.CatalogLog.Look;
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
 * The writers' index of audiences. Ask {@link #upToDate} inside the transaction that decides, after its locks: it costs one
 * indexed statement, usually finding nothing, and the answer is never older than that statement's snapshot.
 */
@Component
public class Audiences {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);
    // Merchants that are not there and yet have customers.
    private static final int MISSING_NAMED = 1_000;

    private final CatalogTables tables;
    private final CatalogLog log;
    private final UnreadableRows unreadable;
    private final PlatformTransactionManager transactions;
    // The log and the tables are asked on one connection: over two, one of them might be another server's.
    private final TransactionTemplate oneConnection;
    // Only a starting point: every chunk checks the one that it took, whichever thread stored it last.
    private final AtomicReference<@Nullable AudienceIndex> latest = new AtomicReference<>();

    Audiences(
            CatalogTables tables, CatalogLog log, UnreadableRows unreadable, PlatformTransactionManager transactions) {
        this.tables = tables;
        this.log = log;
        this.unreadable = unreadable;
        this.transactions = transactions;
        this.oneConnection = new TransactionTemplate(transactions);
    }

    /** The same with an index of its own, compiled at the first question, that shares no state with this one: for an audit. */
    public Audiences afresh() {
        return new Audiences(tables, log, unreadable, transactions);
    }

    /** An index that has seen everything committed before this call, and what the caller's transaction has changed itself. */
    public AudienceIndex upToDate() {
        AudienceIndex known = latest.get();
        if (known != null) {
            Look look = log.since(known.look(), true);
            if (look.changes().isEmpty() && isFollowed(known, look)) {
                return known;
            }
        }
        return broughtUpToDate();
    }

    // However many threads find the same index wanting, one of them reads; the others go on from what it has stored.
    private synchronized AudienceIndex broughtUpToDate() {
        return onOneConnection(() -> {
            AudienceIndex known = latest.get();
            if (known == null) {
                return stored(compiled());
            }
            Look look = log.since(known.look(), true);
            if (!isFollowed(known, look)) {
                return stored(compiled());
            }
            return look.changes().isEmpty() ? known : stored(replaced(known, look));
        });
    }

    private static boolean isFollowed(AudienceIndex known, Look look) {
        return look.follows(known.look()) && !look.everything() && !known.isOlderThan(LONGEST_LIFE, look);
    }

    private AudienceIndex replaced(AudienceIndex known, Look look) {
        Which merchants = Which.of(look.changes(), Kind.MERCHANT);
        Which offers = Which.of(look.changes(), Kind.OFFER);
        return known.with(look, merchants, offers, AudienceRows.read(tables, merchants, offers));
    }

    /** Replaces the index by one that is compiled anew. Does nothing where none was used: its first use compiles one. */
    public synchronized void reload() {
        if (latest.get() != null) {
            onOneConnection(() -> stored(compiled()));
        }
    }

    // From tables that are read after the look that it goes on from: it may know more than it says, never less.
    private AudienceIndex compiled() {
        Look look = log.begin();
        return AudienceIndex.compile(look, AudienceRows.read(tables, Which.ALL, Which.ALL));
    }

    // What the caller has changed and not committed is for the caller alone: it may be rolled back.
    private AudienceIndex stored(AudienceIndex index) {
        if (!index.look().own()) {
            latest.set(index);
            unreadable.replace(UnreadableRows.Reader.AUDIENCES, index.rows().unreadable());
            unreadable.remove(UnreadableRows.Reader.RELATIONS, row -> index.at(row.thing()) != null);
        }
        return index;
    }

    private AudienceIndex onOneConnection(Supplier<AudienceIndex> work) {
        return Objects.requireNonNull(oneConnection.execute(status -> work.get()));
    }

    /** A merchant that has customers and is in no index that is newer than their relations: those are left out. */
    public void leftOut(UUID merchant) {
        unreadable.add(
                UnreadableRows.Reader.RELATIONS,
                new UnreadableRow(
                        "customer_type",
                        String.format(Locale.ROOT, "(merchant_id %s)", merchant),
                        Kind.MERCHANT,
                        merchant,
                        "there is no such merchant"),
                MISSING_NAMED);
    }
}
