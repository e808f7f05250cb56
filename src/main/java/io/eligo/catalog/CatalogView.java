package io.eligo.catalog;

import io.eligo.catalog.CatalogRows.RowUpdate;
import io.eligo.catalog.log.CatalogLog.LogPoll;
import io.eligo.catalog.log.ClockReading;
import io.eligo.outbox.FreshnessToken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A catalogue snapshot together with the time at which it was last known to be current. Immutable. */
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

    /** The number of outbox events pending at the last poll. */
    public long pending() {
        return poll.pending();
    }

    /** Returns whether the transaction that the token names had ended at the last poll. */
    public boolean includes(FreshnessToken token) {
        return poll.snapshot().isVisible(token.xid());
    }

    /** The cache namespace that was open at the last poll; null if the cache was closed. */
    public @Nullable String cacheNamespace() {
        return poll.cache().namespace();
    }

    /** When the last poll began, as {@code System.nanoTime}. */
    public long polledAtNanos() {
        return poll.startedAt().nanos();
    }

    /** When the last poll began, by the wall clock, in milliseconds since the epoch. */
    public long polledAtMillis() {
        return poll.startedAt().wallClock().toEpochMilli();
    }

    /** The age of the oldest pending cache eviction at the last poll, in seconds; 0 if none was pending. */
    public double evictionAge() {
        return poll.cache().evictionAge();
    }

    CatalogRows rows() {
        return rows;
    }

    LogPoll poll() {
        return poll;
    }

    /** When all tables were last read, by the database's clock. */
    Instant loadedAt() {
        return loaded.databaseTime();
    }

    /** The time since the view was last known to be current. */
    Duration age() {
        return poll.startedAt().durationUntil(ClockReading.now());
    }

    /**
     * Returns whether the changes of the poll are all that this view lacks and the last full read is not
     * older than {@code maxAge}.
     */
    boolean canApply(LogPoll next, Duration maxAge) {
        return next.isContinuationOf(poll)
                && !next.requiresFullReload()
                && Duration.between(loaded.databaseTime(), next.databaseTime())
                                .abs()
                                .compareTo(maxAge)
                        <= 0;
    }
}
