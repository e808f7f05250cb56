package io.eligo.jobs.progress;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Records the begin and the end of the initial build of the grants: what full rebuilds write until the first of them has
 * completed, over all restarts and runs. Everything later is a difference to finished grants, also after {@code user_grants} was emptied.
 */
@Component
public class InitialBuildRecord {
    private final JdbcClient jdbc;

    InitialBuildRecord(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Records the run as a part of the initial build, unless a rebuild has completed before. Repeatable.
     *
     * @param alreadyBuilt whether the incremental runs have filled {@code user_grants}: then the initial build is recorded as
     *     completed, and the first rebuild finds drift like any other
     */
    public void begin(long jobInstance, boolean alreadyBuilt) {
        jdbc.sql("""
            INSERT INTO batch.initial_build (job_instance_id, completed_at)
            SELECT ?, CASE WHEN ? AND NOT EXISTS (SELECT FROM batch.initial_build) THEN now() END
            WHERE NOT EXISTS (SELECT FROM batch.initial_build WHERE completed_at IS NOT NULL)
            ON CONFLICT DO NOTHING
            """).params(jobInstance, alreadyBuilt).update();
    }

    /**
     * Ends the initial build, in the transaction that completes the first rebuild. Stores what each run has written so far: a
     * run that failed before may be restarted later, and then finds drift. No effect after the first rebuild.
     */
    public void complete() {
        jdbc.sql("""
            UPDATE batch.initial_build b
            SET completed_at = now(), granted = p.granted, revoked = p.revoked, relations = p.relations
            FROM (SELECT i.job_instance_id, coalesce(sum(p.granted), 0) AS granted, coalesce(sum(p.revoked), 0) AS revoked,
                      coalesce(sum(p.relations), 0) AS relations
                  FROM batch.initial_build i LEFT JOIN batch.job_progress p USING (job_instance_id)
                  GROUP BY i.job_instance_id) AS p
            WHERE p.job_instance_id = b.job_instance_id AND b.completed_at IS NULL
            """).update();
    }
}
