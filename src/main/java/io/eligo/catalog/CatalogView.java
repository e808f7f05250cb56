package io.eligo.catalog;

import io.eligo.catalog.CatalogContents.RowUpdate;
import io.eligo.catalog.log.LogPoll;
import io.eligo.catalog.log.MachineTime;
import io.eligo.outbox.FreshnessToken;
import java.time.Duration;
import java.time.Instant;

/** A catalogue snapshot together with the time at which it was last known to be current. Immutable. */
public final class CatalogView {
    private final CatalogContents rows;
    private final CatalogSnapshot snapshot;
    private final LogPoll poll;
    private final LogPoll loaded;

    private CatalogView(CatalogContents rows, CatalogSnapshot snapshot, LogPoll poll, LogPoll loaded) {
        this.rows = rows;
        this.snapshot = snapshot;
        this.poll = poll;
        this.loaded = loaded;
    }

    static CatalogView loaded(CatalogContents rows, LogPoll poll) {
        return new CatalogView(rows, CatalogSnapshot.of(rows), poll, poll);
    }

    CatalogView withUpdate(RowUpdate update, LogPoll nextPoll) {
        return new CatalogView(update.rows(), snapshot.withUpdate(update), nextPoll, loaded);
    }

    CatalogView withPoll(LogPoll nextPoll) {
        return new CatalogView(rows, snapshot, nextPoll, loaded);
    }

    public CatalogSnapshot snapshot() {
        return snapshot;
    }

    /** When the catalogue was last known to be current, by the database's clock. */
    public Instant asOf() {
        return poll.databaseTime();
    }

    /** A state of another module in the snapshot of the last poll. */
    public <T> T state(Class<T> type) {
        return poll.state().get(type);
    }

    /** The database snapshot of the last poll, as PostgreSQL prints it. */
    public String databaseSnapshot() {
        return poll.position().snapshot().text();
    }

    /** Returns whether the transaction that the token names had ended at the last poll. */
    public boolean includes(FreshnessToken token) {
        return poll.position().snapshot().isVisible(token.xid());
    }

    /** When the last poll began, as {@code System.nanoTime}. */
    public long polledAtNanos() {
        return poll.startedAt().nanos();
    }

    /** When the last poll began, by the wall clock, in milliseconds since the epoch. */
    public long polledAtMillis() {
        return poll.startedAt().wallClock().toEpochMilli();
    }

    CatalogContents rows() {
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
        return poll.startedAt().durationUntil(MachineTime.now());
    }

    /**
     * Returns whether the changes of the poll are all that this view lacks and the last full read is not
     * older than {@code maxAge}.
     */
    boolean canApply(LogPoll next, Duration maxAge) {
        return next.isContinuationOf(poll)
                && !next.requiresFullReload()
                && Duration.between(loadedAt(), next.databaseTime()).abs().compareTo(maxAge) <= 0;
    }
}
