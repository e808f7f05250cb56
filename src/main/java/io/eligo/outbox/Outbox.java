package io.eligo.outbox;

import io.eligo.outbox.ProcessedEvent.RemovalReason;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends the events of the queue, and counts them. A run takes {@link Leases}, recomputes what the events name, and calls {@link #complete} or
 * a method of {@link EventFailures} in the transaction of that work. Events whose node dies are leased again by another node.
 * Only the holder of a lease completes its events or counts their failures. A full rebuild removes the events that
 * its own snapshot has seen with {@link #settle}, and no others.
 */
@Component
@EnableConfigurationProperties(OutboxSettings.class)
public class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private final JdbcClient jdbc;
    private final EventHistory eventHistory;

    Outbox(JdbcClient jdbc, EventHistory eventHistory) {
        this.jdbc = jdbc;
        this.eventHistory = eventHistory;
    }

    /**
     * The state of the source tables for a read that follows.
     *
     * @param asOf the time of the database: the read sees all changes that were committed before it
     * @param pending the number of pending events
     */
    public record SourceState(Instant asOf, long pending) {}

    /**
     * Events that a full rebuild has settled.
     *
     * @param eventCount the number of events
     * @param users the users they named; null if they named all users, or more than {@link #MAX_USERS}
     */
    public record SettleResult(int eventCount, @Nullable Set<UUID> users) {
        static final int MAX_USERS = 100_000;
    }

    public SourceState findSourceState() {
        return jdbc.sql("SELECT clock_timestamp() AS as_of, outbox_pending() AS pending")
                .query((row, n) -> new SourceState(
                        row.getObject("as_of", OffsetDateTime.class).toInstant(), row.getLong("pending")))
                .single();
    }

    public OutboxState findState() {
        return jdbc.sql(String.format(Locale.ROOT, """
                        SELECT count(*) FILTER (WHERE parked_at IS NULL), count(*) FILTER (WHERE parked_at IS NOT NULL),
                               extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)) * 1000,
                               count(*) FILTER (WHERE parked_at IS NULL AND NOT (%s))
                        FROM outbox_event
                        """, EventDeferrals.NOT_DEFERRED))
                .query((row, n) -> {
                    long pending = row.getLong(1);
                    return new OutboxState(
                            pending,
                            pending == 0 ? null : Duration.ofMillis(row.getLong(3)),
                            row.getLong(2),
                            row.getLong(4));
                })
                .single();
    }

    /**
     * Completes all remaining events of a lease, for a job execution. Does nothing if the database was restored or a
     * replica promoted since the lease was granted, because the writes of the execution may be lost.
     */
    public void complete(Lease lease, long execution) {
        eventHistory.moveDoneToHistory(
                new EventCondition(
                        "lease = :lease AND database_epoch() = :epoch",
                        Map.of("lease", lease.id(), "epoch", lease.databaseEpoch())),
                RemovalReason.RUN,
                execution);
    }

    /**
     * Completes these events of a lease for a job execution, when the caller's transaction commits.
     *
     * @return whether the lease still covered all of them; events that it no longer covers stay in the queue
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean complete(UUID lease, Collection<Long> events, long execution) {
        Long[] ids = events.toArray(Long[]::new);
        var condition = new EventCondition("id = ANY (:ids) AND lease = :lease", Map.of("ids", ids, "lease", lease));
        return eventHistory.moveDoneToHistory(condition, RemovalReason.RUN, execution) == ids.length;
    }

    /** Returns the current snapshot and the database epoch, for {@link #settle} and {@link OutboxErasure#removeUser}. */
    public String currentSnapshot() {
        return jdbc.sql("SELECT pg_current_snapshot() || ' ' || database_epoch()")
                .query(String.class)
                .single();
    }

    /**
     * Removes the events that the snapshot has seen, after all users were reconciled. The snapshot was taken before
     * the rebuild read anything. Does nothing if the database was restored or a replica promoted since: the
     * snapshot's numbers may name other transactions there, and the writes of the rebuild may be lost.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public SettleResult settle(String snapshot) {
        Optional<String> seen = snapshotOfThisEpoch(snapshot);
        if (seen.isEmpty()) {
            log.warn(
                    "Full rebuild's snapshot {} is of another database epoch, its events wait for the next rebuild",
                    snapshot);
            return new SettleResult(0, Set.of());
        }
        EventCondition visible = EventCondition.visibleIn(seen.get());
        if (!hasFewUsers(visible)) {
            return new SettleResult(eventHistory.moveDoneToHistory(visible, RemovalReason.REBUILD, null), null);
        }
        List<List<UUID>> userLists = eventHistory.moveDoneUsersToHistory(visible, RemovalReason.REBUILD, null);
        return new SettleResult(
                userLists.size(), userLists.stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet()));
    }

    private boolean hasFewUsers(EventCondition condition) {
        return jdbc.sql("SELECT coalesce(sum(size), 0) <= :max AND NOT coalesce(bool_or(kind = 'all'), false) "
                        + "FROM outbox_event WHERE " + condition.sql())
                .param("max", SettleResult.MAX_USERS)
                .params(condition.parameters())
                .query(Boolean.class)
                .single();
    }

    private Optional<String> snapshotOfThisEpoch(String snapshot) {
        String[] parts = snapshot.split(" ", 2);
        boolean here = parts.length == 2
                && jdbc.sql("SELECT database_epoch() = ?")
                        .param(parts[1])
                        .query(Boolean.class)
                        .single();
        return here ? Optional.of(parts[0]) : Optional.empty();
    }
}
