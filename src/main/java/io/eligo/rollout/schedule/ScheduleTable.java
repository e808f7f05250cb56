package io.eligo.rollout.schedule;

import io.eligo.rollout.schedule.RolloutSchedule.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code rollout_schedule}. At most one schedule is active. */
final class ScheduleTable {
    private final JdbcClient jdbc;

    ScheduleTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<RolloutSchedule> findNewest() {
        return jdbc.sql("SELECT * FROM rollout_schedule ORDER BY id DESC LIMIT 1")
                .query(ScheduleTable::mapSchedule)
                .optional();
    }

    /** The active schedule, locked until the end of the transaction; empty if there is none. */
    Optional<RolloutSchedule> lockActive() {
        return jdbc.sql("SELECT * FROM rollout_schedule WHERE state IN ('RUNNING', 'PAUSED') FOR UPDATE")
                .query(ScheduleTable::mapSchedule)
                .optional();
    }

    RolloutSchedule insert(ScheduleKind kind, Duration stepLength, String startedBy, String reason, Instant now) {
        return jdbc.sql("""
                        INSERT INTO rollout_schedule (kind, step_seconds, started_at, started_by, reason, last_step_at, next_step_at)
                        VALUES (:kind, :step_seconds, :now, :started_by, :reason, :now, :now)
                        RETURNING *
                        """)
                .param("kind", kind.name())
                .param("step_seconds", stepLength.toSeconds())
                .param("now", Timestamp.from(now))
                .param("started_by", startedBy)
                .param("reason", reason)
                .query(ScheduleTable::mapSchedule)
                .single();
    }

    /**
     * Counts a step.
     *
     * @param done the number of steps before: a step is counted once
     * @param nextStepAt null after the last step
     */
    boolean countStep(long id, int done, Instant now, @Nullable Instant nextStepAt) {
        return jdbc.sql("""
                        UPDATE rollout_schedule
                        SET steps = steps + 1, last_step_at = :now, next_step_at = :next_step_at,
                            state = CASE WHEN :next_step_at::timestamptz IS NULL THEN 'COMPLETED' ELSE state END,
                            ended_at = CASE WHEN :next_step_at::timestamptz IS NULL THEN :now::timestamptz END
                        WHERE id = :id AND steps = :done AND state = 'RUNNING'
                        """)
                        .param("id", id)
                        .param("done", done)
                        .param("now", Timestamp.from(now))
                        .param("next_step_at", nextStepAt == null ? null : Timestamp.from(nextStepAt))
                        .update()
                == 1;
    }

    void pause(long id, Instant now) {
        jdbc.sql("""
                        UPDATE rollout_schedule SET state = 'PAUSED', next_step_at = NULL,
                            seconds_left = greatest(0, extract(epoch FROM next_step_at - ?::timestamptz))
                        WHERE id = ?
                        """).params(Timestamp.from(now), id).update();
    }

    void resume(long id, Instant now) {
        jdbc.sql("""
                        UPDATE rollout_schedule SET state = 'RUNNING', next_step_at = ?::timestamptz + seconds_left * interval '1 s',
                            seconds_left = NULL
                        WHERE id = ?
                        """).params(Timestamp.from(now), id).update();
    }

    void end(long id, String reason) {
        jdbc.sql("""
                        UPDATE rollout_schedule SET state = 'ENDED', next_step_at = NULL, seconds_left = NULL,
                            ended_at = clock_timestamp(), end_reason = ?
                        WHERE id = ?
                        """).params(reason, id).update();
    }

    /** Replaces the id of an erased user. Returns the number of rows. */
    int replaceUser(String user, String pseudonym) {
        return jdbc.sql("""
                        UPDATE rollout_schedule SET started_by = regexp_replace(started_by, :id, :by, 'gi'),
                            reason = regexp_replace(reason, :id, :by, 'gi'), end_reason = regexp_replace(end_reason, :id, :by, 'gi')
                        WHERE started_by ~* :id OR reason ~* :id OR end_reason ~* :id
                        """).param("id", user).param("by", pseudonym).update();
    }

    private static RolloutSchedule mapSchedule(ResultSet row, int n) throws SQLException {
        return new RolloutSchedule(
                row.getLong("id"),
                ScheduleKind.valueOf(row.getString("kind")),
                State.valueOf(row.getString("state")),
                row.getInt("steps"),
                Duration.ofSeconds(row.getInt("step_seconds")),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getString("started_by"),
                row.getString("reason"),
                row.getObject("last_step_at", OffsetDateTime.class).toInstant(),
                instant(row, "next_step_at"),
                instant(row, "ended_at"),
                row.getString("end_reason"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
