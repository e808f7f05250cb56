package io.eligo.catalog;

import io.eligo.catalog.CatalogLog.Look;
import io.eligo.catalog.CatalogRows.Reread;
import io.eligo.outbox.FreshnessToken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The catalogue as a reader may take it: a snapshot, and how fresh that is known to be. */
public final class CatalogView {
    private final CatalogRows rows;
    private final CatalogSnapshot snapshot;
    private final Look look;
    private final Look loaded;

    private CatalogView(CatalogRows rows, CatalogSnapshot snapshot, Look look, Look loaded) {
        this.rows = rows;
        this.snapshot = snapshot;
        this.look = look;
        this.loaded = loaded;
    }

    static CatalogView loaded(CatalogRows rows, Look look) {
        return new CatalogView(rows, CatalogSnapshot.of(rows), look, look);
    }

    CatalogView with(Reread reread, Look nextLook) {
        return new CatalogView(reread.rows(), snapshot.next(reread), nextLook, loaded);
    }

    CatalogView confirmed(Look nextLook) {
        return new CatalogView(rows, snapshot, nextLook, loaded);
    }

    public CatalogSnapshot snapshot() {
        return snapshot;
    }

    /** When the catalogue was last known to be current, by the database's clock. */
    public Instant asOf() {
        return look.at();
    }

    /** Events of the outbox that were not done then. */
    public long pending() {
        return look.pending();
    }

    /** Whether the change that the token names had been committed when the catalogue was last looked after. */
    public boolean sees(FreshnessToken token) {
        return look.seen().sees(token.xid());
    }

    /** Under which name users' copies could be read then, for whoever keeps them; null if under none. */
    public @Nullable String cacheNamespace() {
        return look.cache().namespace();
    }

    /** When the look began that this is from, in {@code System.nanoTime}. */
    public long lookedAt() {
        return look.asked().nanos();
    }

    /** The same by the wall clock, in milliseconds. */
    public long lookedAtMillis() {
        return look.asked().wall().toEpochMilli();
    }

    /** For how many seconds the oldest eviction of users' copies had been pending then; 0 if none was. */
    public double evictionAge() {
        return look.cache().evictionAge();
    }

    CatalogRows rows() {
        return rows;
    }

    Look look() {
        return look;
    }

    /** When everything was read, by the database's clock. */
    Instant loadedAt() {
        return loaded.at();
    }

    /** How long ago it was last known to be current. */
    Duration age() {
        return look.asked().until(Moment.now());
    }

    /** Whether what the look has found is all that this view lacks, and not too much time has passed since everything was read. */
    boolean canFollow(Look next, Duration longestLife) {
        return next.follows(look)
                && !next.everything()
                && Duration.between(loaded.at(), next.at()).abs().compareTo(longestLife) <= 0;
    }
}
