package io.eligo.catalog.log;

import io.eligo.platform.PolledValues;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Result of a poll of the log.
 *
 * @param position from where the next poll continues
 * @param databaseTime by the database's clock
 * @param state the states of other modules in the same snapshot
 * @param startedAt when the poll began
 * @param changes the changes that the earlier snapshot had not seen, some perhaps twice
 * @param commits when their transactions were committed, by the database's clock, one entry for each transaction; empty where
 *     PostgreSQL does not keep that
 * @param hasUncommitted whether a change is the caller's own and not committed yet
 */
public record LogPoll(
        LogPosition position,
        Instant databaseTime,
        PolledValues state,
        MachineTime startedAt,
        List<CatalogChange> changes,
        List<Optional<Instant>> commits,
        boolean hasUncommitted) {
    public LogPoll {
        changes = List.copyOf(changes);
        commits = List.copyOf(commits);
    }

    LogPoll withChanges(Collection<CatalogChange> found, Collection<Optional<Instant>> committed) {
        boolean own = found.stream().anyMatch(CatalogChange::uncommitted);
        return new LogPoll(position, databaseTime, state, startedAt, List.copyOf(found), List.copyOf(committed), own);
    }

    /** Returns whether the changes of this poll are all changes since {@code before}. */
    public boolean isContinuationOf(LogPoll before) {
        return position.isContinuationOf(before.position);
    }

    /** Returns whether this is not a poll of the database of {@code before}, or that has lost transactions since. */
    public boolean isOfOtherDatabase(LogPoll before) {
        return !position.isOfDatabaseOf(before.position);
    }

    /** Returns whether a table was truncated, so that everything must be read again. */
    public boolean requiresFullReload() {
        return changes.stream().anyMatch(change -> change.kind() == CatalogChange.Kind.EVERYTHING);
    }
}
