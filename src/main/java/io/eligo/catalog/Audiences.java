package io.eligo.catalog;

import io.eligo.rules.Merchant;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The writers' index of audiences. Ask {@link #upToDate} inside the transaction that decides, after its locks: it costs one
 * indexed statement, usually finding nothing, and the answer is never older than that statement's snapshot.
 */
@Component
public class Audiences {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private final CatalogTables tables;
    private final JdbcClient jdbc;
    // Only a starting point: every chunk checks the one that it took, whichever thread stored it last.
    private final AtomicReference<@Nullable AudienceIndex> latest = new AtomicReference<>();

    Audiences(CatalogTables tables, JdbcClient jdbc) {
        this.tables = tables;
        this.jdbc = jdbc;
    }

    /** An index that has seen everything committed before this call. */
    public AudienceIndex upToDate() {
        AudienceIndex known = latest.get();
        return known != null && usable(known) ? known : upToDateInsteadOf(known);
    }

    // However many threads find the same index wanting, one of them compiles.
    private synchronized AudienceIndex upToDateInsteadOf(@Nullable AudienceIndex wanting) {
        AudienceIndex known = latest.get();
        return known != null && known != wanting && usable(known) ? known : reload();
    }

    private boolean usable(AudienceIndex known) {
        return !known.olderThan(LONGEST_LIFE) && !changedSince(known);
    }

    /**
     * Compiled anew. Its snapshot is taken before the tables are read, so it may know more than it says, never less; changes
     * that it already knows are met once more and do no harm.
     */
    public AudienceIndex reload() {
        String snapshot = jdbc.sql("SELECT pg_current_snapshot()::text")
                .query(String.class)
                .single();
        Map<UUID, Merchant> merchants = tables.merchants();
        AudienceIndex index = AudienceIndex.compile(snapshot, merchants.values(), tables.offers(merchants, Map.of()));
        latest.set(index);
        return index;
    }

    /** Forgets what has been in the log for an hour; an index older than half of that is not asked about any more. */
    @Transactional
    public void pruneLog() {
        jdbc.sql("DELETE FROM catalog_change WHERE seen_at < now() - interval '1 hour'")
                .update();
        jdbc.sql("UPDATE catalog_change SET seen_at = now() WHERE seen_at IS NULL")
                .update();
    }

    // From the old snapshot's xmax, and what was in progress then by name: from its xmin, an idle transaction would
    // make every look re-read all that came since. Own changes are in no snapshot, so they are asked for by xid. In
    // order,
    // or the planner thinks to find a row soonest by reading the table from its beginning.
    private boolean changedSince(AudienceIndex known) {
        return jdbc.sql("""
                        SELECT EXISTS (
                            SELECT FROM (
                                (SELECT xid FROM catalog_change WHERE xid >= pg_snapshot_xmax(:known::pg_snapshot) ORDER BY xid)
                                UNION ALL
                                (SELECT xid FROM catalog_change
                                 WHERE xid = ANY (ARRAY(SELECT pg_snapshot_xip(:known::pg_snapshot))) ORDER BY xid)
                            ) AS unseen
                            WHERE pg_visible_in_snapshot(xid, pg_current_snapshot()) OR xid = pg_current_xact_id_if_assigned())
                        """)
                .param("known", known.snapshot())
                .query(Boolean.class)
                .single();
    }
}
