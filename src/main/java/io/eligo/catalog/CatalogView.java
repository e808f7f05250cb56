package io.eligo.catalog;

import io.eligo.catalog.CatalogRows.RowUpdate;
import io.eligo.catalog.log.CatalogLog.LogPoll;
import io.eligo.catalog.log.ClockReading;
import io.eligo.outbox.FreshnessToken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The catalogue as a reader may take it: a snapshot, and how fresh that is known to be. */
public final class CatalogView {
    private final CatalogRows rows;
    private final CatalogSnapshot snapshot;
    private final LogPoll poll;
    private final LogPoll loaded;

    private CatalogView(CatalogRows rows, CatalogSnapshot snapshot, LogPoll poll, LogPoll loaded) {
        this.rows = rows;
        this.snapshot = snapshot;
        this.poll = poll;
        this.loaded = loaded;
    }

    static CatalogView loaded(CatalogRows rows, LogPoll poll) {
        return new CatalogView(rows, CatalogSnapshot.of(rows), poll, poll);
    }

    CatalogView withUpdate(RowUpdate update, LogPoll nextLook) {
        return new CatalogView(update.rows(), snapshot.withUpdate(update), nextLook, loaded);
    }

    CatalogView withPoll(LogPoll nextLook) {
        return new CatalogView(rows, snapshot, nextLook, loaded);
    }

    public CatalogSnapshot snapshot() {
        return snapshot;
    }

    /** When the catalogue was last known to be current, by the database's clock. */
    public Instant asOf() {
        return poll.databaseTime();
    }

    /** Events of the outbox that were not done then. */
    public long pending() {
        return poll.pending();
    }

    /** Whether the change that the token names had been committed when the catalogue was last looked after. */
    public boolean includes(FreshnessToken token) {
        return poll.snapshot().isVisible(token.xid());
    }

    /** Under which name users' copies could be read then, for whoever keeps them; null if under none. */
    public @Nullable String cacheNamespace() {
        return poll.cache().namespace();
    }

    /** When the look began that this is from, in {@code System.nanoTime}. */
    public long polledAtNanos() {
        return poll.startedAt().nanos();
    }

    /** The same by the wall clock, in milliseconds. */
    public long polledAtMillis() {
        return poll.startedAt().wallClock().toEpochMilli();
    }

    /** For how many seconds the oldest eviction of users' copies had been pending then; 0 if none was. */
    public double evictionAge() {
        return poll.cache().evictionAge();
    }

    CatalogRows rows() {
        return rows;
    }

    LogPoll poll() {
        return poll;
    }

    /** When everything was read, by the database's clock. */
    Instant loadedAt() {
        return loaded.databaseTime();
    }

    /** How long ago it was last known to be current. */
    Duration age() {
        return poll.startedAt().durationUntil(ClockReading.now());
    }

    /** Whether what the look has found is all that this view lacks, and not too much time has passed since everything was read. */
    boolean canApply(LogPoll next, Duration longestLife) {
        return next.isContinuationOf(poll)
                && !next.requiresFullReload()
                && Duration.between(loaded.databaseTime(), next.databaseTime())
                                .abs()
                                .compareTo(longestLife)
                        <= 0;
    }
}
