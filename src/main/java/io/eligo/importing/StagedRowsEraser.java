package io.eligo.importing;

import io.eligo.customers.Erasable;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Erases a user's rows that an import has staged or rejected. An erased staged row counts as rejected, so that the
 * import's row count still matches. The imported files and {@code rejects.csv} remain the responsibility of
 * their owners.
 */
@Component
class StagedRowsEraser implements Erasable {
    private final JdbcClient jdbc;

    StagedRowsEraser(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user, String pseudonym) {
        int staged = jdbc.sql("""
                        WITH erased AS (DELETE FROM staging.customer_type WHERE user_id = :user RETURNING line),
                        run AS (
                            SELECT job_instance_id, source, split_part(fingerprint, ' ', 1) AS file FROM staging.file
                            WHERE source = 'customer_types' AND fingerprint IS NOT NULL AND NOT merged
                            ORDER BY job_instance_id DESC LIMIT 1)
                        INSERT INTO staging.reject (job_instance_id, source, file, line, column_name, value, reason)
                        SELECT job_instance_id, source, file, line, 'user_id', :by, 'the user was erased' FROM run, erased
                        ON CONFLICT DO NOTHING
                        """).param("user", user).param("by", ERASED).update();
        return staged
                + jdbc.sql("""
                        UPDATE staging.reject SET value = regexp_replace(value, :id, :by, 'gi'),
                            reason = regexp_replace(reason, :id, :by, 'gi'), row_key = regexp_replace(row_key, :id, :by, 'gi')
                        WHERE source = 'customer_types' AND (value ~* :id OR reason ~* :id OR row_key ~* :id)
                        """).param("id", user.toString()).param("by", ERASED).update();
    }
}
