package io.eligo.rollout.triggers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of the triggers: their settings, their judged windows, and what they switched off. */
final class TriggerTable {
    // Longer than the longest windows of a trigger together.
    private static final Duration KEEP_WINDOWS = Duration.ofDays(1);
    private static final Duration KEEP_TRIPS = Duration.ofDays(400);

    private final JdbcClient jdbc;

    TriggerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param judgedUntil end of the last judged window; windows are judged once, in order */
    record StoredTrigger(Trigger trigger, Instant judgedUntil) {}

    List<StoredTrigger> findAll() {
        return find("");
    }

    /** All triggers, locked until the end of the transaction: one node judges. */
    List<StoredTrigger> lockAll() {
        // A node that hangs while it holds the lock loses its session, so that another one judges in time.
        jdbc.sql("SET LOCAL idle_in_transaction_session_timeout = '3s'").update();
        return find("FOR UPDATE");
    }

    private List<StoredTrigger> find(String lock) {
        return jdbc.sql("SELECT * FROM rollout_trigger ORDER BY position " + lock)
                .query((row, n) -> new StoredTrigger(
                        mapTrigger(row),
                        row.getObject("judged_until", OffsetDateTime.class).toInstant()))
                .list();
    }

    void update(Trigger trigger) {
        jdbc.sql("""
                        UPDATE rollout_trigger
                        SET watched = :watched, window_seconds = :window, minimum_sample = :minimum_sample, bound = :bound,
                            bad_windows = :bad_windows, of_windows = :of_windows
                        WHERE name = :name
                        """)
                .param("watched", trigger.watched())
                .param("window", trigger.window().toSeconds())
                .param("minimum_sample", trigger.minimumSample())
                .param("bound", trigger.bound())
                .param("bad_windows", trigger.badWindows())
                .param("of_windows", trigger.ofWindows())
                .param("name", trigger.metric().word())
                .update();
    }

    /** A window is judged once more if the time of the database moved back. */
    void insertWindow(Trigger trigger, WindowResult result) {
        jdbc.sql("""
                        INSERT INTO rollout_window (name, ends_at, window_seconds, value, sample, missing, verdict, note)
                        VALUES (:name, :ends_at, :window, :value, :sample, :missing, :verdict, :note)
                        ON CONFLICT (name, ends_at) DO UPDATE
                        SET window_seconds = excluded.window_seconds, value = excluded.value, sample = excluded.sample,
                            missing = excluded.missing, verdict = excluded.verdict, note = excluded.note
                        """)
                .param("name", trigger.metric().word())
                .param("ends_at", Timestamp.from(result.endsAt()))
                .param("window", trigger.window().toSeconds())
                .param("value", result.value())
                .param("sample", result.sample())
                .param("missing", result.missing())
                .param("verdict", result.verdict().name())
                .param("note", result.note())
                .update();
        jdbc.sql("UPDATE rollout_trigger SET judged_until = ? WHERE name = ?")
                .params(Timestamp.from(result.endsAt()), trigger.metric().word())
                .update();
        jdbc.sql("DELETE FROM rollout_window WHERE name = ? AND ends_at < ?")
                .params(trigger.metric().word(), Timestamp.from(result.endsAt().minus(KEEP_WINDOWS)))
                .update();
    }

    /** The last windows of the trigger's present length that end at this instant or earlier, the newest first. */
    List<WindowResult> findWindows(Trigger trigger, Instant until) {
        return jdbc.sql("""
                        SELECT * FROM rollout_window WHERE name = ? AND window_seconds = ? AND ends_at <= ? ORDER BY ends_at DESC LIMIT ?
                        """)
                .params(
                        trigger.metric().word(),
                        trigger.window().toSeconds(),
                        Timestamp.from(until),
                        trigger.ofWindows())
                .query(TriggerTable::mapWindow)
                .list();
    }

    void insertTrip(Instant at, TriggerState state, String description) {
        WindowResult bad = state.newestBad();
        jdbc.sql("INSERT INTO rollout_trip (at, name, value, bound, sample, description) VALUES (?, ?, ?, ?, ?, ?)")
                .params(
                        Timestamp.from(at),
                        state.trigger().metric().word(),
                        Objects.requireNonNull(bad.value()),
                        state.trigger().bound(),
                        bad.sample(),
                        description)
                .update();
        jdbc.sql("DELETE FROM rollout_trip WHERE at < ?")
                .param(Timestamp.from(at.minus(KEEP_TRIPS)))
                .update();
    }

    List<Trip> findTrips(int limit) {
        return jdbc.sql("SELECT * FROM rollout_trip ORDER BY id DESC LIMIT ?")
                .param(limit)
                .query((row, n) -> new Trip(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        TriggerMetric.parse(row.getString("name")),
                        row.getDouble("value"),
                        row.getDouble("bound"),
                        row.getLong("sample"),
                        row.getString("description")))
                .list();
    }

    private static Trigger mapTrigger(ResultSet row) throws SQLException {
        return new Trigger(
                TriggerMetric.parse(row.getString("name")),
                row.getBoolean("watched"),
                Duration.ofSeconds(row.getInt("window_seconds")),
                row.getLong("minimum_sample"),
                row.getDouble("bound"),
                row.getInt("bad_windows"),
                row.getInt("of_windows"));
    }

    private static WindowResult mapWindow(ResultSet row, int n) throws SQLException {
        return new WindowResult(
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                row.getObject("value", Double.class),
                row.getLong("sample"),
                row.getLong("missing"),
                Verdict.valueOf(row.getString("verdict")),
                row.getString("note"));
    }
}
