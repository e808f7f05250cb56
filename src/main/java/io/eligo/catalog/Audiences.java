package io.eligo.catalog;

import io.eligo.catalog.CatalogChange.Kind;
import io.eligo.catalog.CatalogLog.Look;
import io.eligo.rules.Merchant;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The writers' index of audiences. Ask {@link #upToDate} inside the transaction that decides, after its locks: it costs one
 * indexed statement, usually finding nothing, and the answer is never older than that statement's snapshot.
 */
@Component
public class Audiences {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private final CatalogTables tables;
    private final CatalogLog log;
    // Only a starting point: every chunk checks the one that it took, whichever thread stored it last.
    private final AtomicReference<@Nullable AudienceIndex> latest = new AtomicReference<>();

    Audiences(CatalogTables tables, CatalogLog log) {
        this.tables = tables;
        this.log = log;
    }

    /** The same with an index of its own, compiled at the first question, that shares no state with this one: for an audit. */
    public Audiences afresh() {
        return new Audiences(tables, log);
    }

    /** An index that has seen everything committed before this call, and what the caller's transaction has changed itself. */
    public AudienceIndex upToDate() {
        AudienceIndex known = latest.get();
        if (known == null || known.olderThan(LONGEST_LIFE)) {
            return reloaded(known);
        }
        Look look = log.since(known.look(), true);
        if (look.elsewhere(known.look())) {
            return reload();
        }
        return look.changes().isEmpty() ? known : brought(known, look);
    }

    private synchronized AudienceIndex reloaded(@Nullable AudienceIndex known) {
        return latest.get() == known ? reload() : upToDate();
    }

    // However many threads find the same index wanting, one of them reads; the others find the next one, and ask it
    // again.
    private synchronized AudienceIndex brought(AudienceIndex known, Look look) {
        AudienceIndex stored = latest.get();
        if (stored != null && stored != known && !look.own()) {
            return upToDate();
        }
        if (look.everything()) {
            return look.own() ? compiled() : reload();
        }
        AudienceIndex next = replaced(known, look);
        if (!look.own()) {
            latest.set(next);
        }
        return next;
    }

    private AudienceIndex replaced(AudienceIndex known, Look look) {
        Which merchants = Which.of(look.changes(), Kind.MERCHANT);
        Which offers = Which.of(look.changes(), Kind.OFFER);
        Map<UUID, Merchant> fresh = merchants.none() ? Map.of() : tables.merchants(merchants);
        var all = new HashMap<>(known.merchants());
        all.putAll(fresh);
        return known.with(look, merchants, fresh.values(), offers, tables.audiences(offers, all));
    }

    /** Compiled anew, from tables that are read after the look that it goes on from: it may know more than it says, never less. */
    public synchronized AudienceIndex reload() {
        AudienceIndex index = compiled();
        latest.set(index);
        return index;
    }

    private AudienceIndex compiled() {
        Look look = log.begin();
        Map<UUID, Merchant> merchants = tables.merchants(Which.ALL);
        return AudienceIndex.compile(look, merchants.values(), tables.audiences(Which.ALL, merchants));
    }
}
