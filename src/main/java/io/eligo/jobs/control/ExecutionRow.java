package io.eligo.jobs.control;

import io.eligo.jobs.JobStarter;
import io.eligo.jobs.control.Execution.ExecutionAction;
import io.eligo.jobs.control.Execution.ExecutionPart;
import io.eligo.jobs.runtime.Recovery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SELECT of executions and of their steps and partitions, over Spring Batch's tables and ours, and the mapping of its rows. */
final class ExecutionRow {
    private static final JsonMapper JSON = JsonMapper.shared();

    // Spring Batch stores times without a zone. They are in the time zone of this process, and so is the session.
    static final String SELECT = """
            SELECT e.*, i.job_name, r.heartbeat_at, r.stop_requested_at, r.expires_at >= now() AS alive, l.requested_by, l.reason,
                (SELECT json_object_agg(parameter_name, parameter_value) FROM batch.batch_job_execution_params p
                 WHERE p.job_execution_id = e.job_execution_id AND parameter_name <> 'run') AS arguments,
                NOT EXISTS (SELECT FROM batch.batch_job_execution later
                            WHERE later.job_instance_id = e.job_instance_id AND later.job_execution_id > e.job_execution_id) AS last
            FROM batch.batch_job_execution e JOIN batch.batch_job_instance i USING (job_instance_id)
            LEFT JOIN batch.run r ON r.job_execution_id = e.job_execution_id
            LEFT JOIN LATERAL (SELECT requested_by, reason FROM batch.launch
                               WHERE job_execution_id = e.job_execution_id ORDER BY id DESC LIMIT 1) l ON true
            """;

    /** @param isRestartable whether executions of a job may be restarted */
    static Execution map(ResultSet row, Predicate<String> isRestartable) throws SQLException {
        BatchStatus status = BatchStatus.valueOf(row.getString("status"));
        String arguments = row.getString("arguments");
        OffsetDateTime heartbeat = row.getObject("heartbeat_at", OffsetDateTime.class);
        boolean stopRequested = row.getObject("stop_requested_at") != null;
        return new Execution(
                row.getLong("job_execution_id"),
                row.getLong("job_instance_id"),
                row.getString("job_name"),
                status,
                Objects.requireNonNullElse(row.getString("exit_code"), ""),
                arguments == null ? Map.of() : JSON.readValue(arguments, new TypeReference<>() {}),
                Objects.requireNonNull(instant(row, "create_time")),
                instant(row, "start_time"),
                instant(row, "end_time"),
                Objects.requireNonNullElse(row.getString("summary"), ""),
                row.getString("error"),
                row.getString("node"),
                heartbeat == null ? null : heartbeat.toInstant(),
                stopRequested,
                row.getString("requested_by"),
                row.getString("reason"),
                List.of(),
                possibleActions(
                        status,
                        heartbeat != null,
                        stopRequested,
                        row.getBoolean("last"),
                        isRestartable.test(row.getString("job_name"))));
    }

    static ExecutionPart mapPart(ResultSet row, int n) throws SQLException {
        return new ExecutionPart(
                row.getString("step_name"),
                BatchStatus.valueOf(row.getString("status")),
                row.getLong("read_count"),
                row.getLong("write_count"),
                row.getLong("filter_count"),
                row.getLong("read_skip_count") + row.getLong("process_skip_count") + row.getLong("write_skip_count"),
                instant(row, "start_time"),
                instant(row, "end_time"),
                instant(row, "last_updated"),
                row.getString("error"),
                row.getString("stack_trace"));
    }

    private static Set<ExecutionAction> possibleActions(
            BatchStatus status, boolean run, boolean stopRequested, boolean last, boolean restartable) {
        var possible = EnumSet.noneOf(ExecutionAction.class);
        if (run && !stopRequested) {
            possible.add(ExecutionAction.STOP);
        }
        if (!run && Recovery.isUnfinished(status)) {
            possible.add(ExecutionAction.RECOVER);
        }
        if (last && !run && JobStarter.isRestartable(status)) {
            if (restartable) {
                possible.add(ExecutionAction.RESTART);
            }
            possible.add(ExecutionAction.ABANDON);
        }
        return possible;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private ExecutionRow() {}
}
