package io.eligo.jobs.progress;

import io.eligo.grants.store.GrantCounts;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The checkpoints of a run's partitions. A checkpoint is saved in the chunk's own transaction, so it always matches
 * the committed work.
 */
@Component
public class PartitionProgress {
    private final JdbcClient jdbc;

    PartitionProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param lastUser the last completed user; null before the first */
    public record PartitionCheckpoint(@Nullable UUID lastUser, long users, GrantCounts grantCounts) {
        static final PartitionCheckpoint START = new PartitionCheckpoint(null, 0, GrantCounts.ZERO);
    }

    public PartitionCheckpoint getCheckpoint(long jobInstance, String partition) {
        return jdbc.sql("SELECT * FROM batch.job_progress WHERE job_instance_id = ? AND partition = ?")
                .params(jobInstance, partition)
                .query((row, n) -> new PartitionCheckpoint(
                        row.getObject("last_user", UUID.class),
                        row.getLong("users"),
                        new GrantCounts(
                                row.getLong("granted"),
                                row.getLong("revoked"),
                                row.getLong("unchanged"),
                                row.getLong("relations"))))
                .optional()
                .orElse(PartitionCheckpoint.START);
    }

    /**
     * Saves the checkpoint in the caller's transaction and makes its commit asynchronous. If PostgreSQL crashes,
     * checkpoint and work are lost together.
     */
    public void save(long jobInstance, String partition, PartitionCheckpoint checkpoint) {
        jdbc.sql("""
                        INSERT INTO batch.job_progress (job_instance_id, partition, last_user, users, granted, revoked, unchanged, relations)
                        SELECT ?, ?, ?::uuid, ?, ?, ?, ?, ? FROM set_config('synchronous_commit', 'off', true)
                        ON CONFLICT (job_instance_id, partition) DO UPDATE SET last_user = excluded.last_user, users = excluded.users,
                            granted = excluded.granted, revoked = excluded.revoked, unchanged = excluded.unchanged,
                            relations = excluded.relations
                        """)
                .param(jobInstance)
                .param(partition)
                .param(checkpoint.lastUser())
                .param(checkpoint.users())
                .param(checkpoint.grantCounts().granted())
                .param(checkpoint.grantCounts().revoked())
                .param(checkpoint.grantCounts().unchanged())
                .param(checkpoint.grantCounts().relationsOnly())
                .update();
    }

    /** The sum over all partitions of a run. */
    public PartitionCheckpoint getTotal(long jobInstance) {
        List<PartitionCheckpoint> checkpoints = jdbc.sql("""
                        SELECT coalesce(sum(users), 0) AS users, coalesce(sum(granted), 0) AS granted,
                               coalesce(sum(revoked), 0) AS revoked, coalesce(sum(unchanged), 0) AS unchanged,
                               coalesce(sum(relations), 0) AS relations
                        FROM batch.job_progress WHERE job_instance_id = ?
                        """)
                .param(jobInstance)
                .query((row, n) -> new PartitionCheckpoint(
                        null,
                        row.getLong("users"),
                        new GrantCounts(
                                row.getLong("granted"),
                                row.getLong("revoked"),
                                row.getLong("unchanged"),
                                row.getLong("relations"))))
                .list();
        return checkpoints.get(0);
    }
}
