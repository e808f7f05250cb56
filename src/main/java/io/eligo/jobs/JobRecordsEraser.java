package io.eligo.jobs;

import io.eligo.customers.Erasable;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Erases a user from launches and from the records of runs: arguments, errors, and partition checkpoints. */
@Component
class JobRecordsEraser implements Erasable {
    private static final String[][] TEXTS = {
        {"batch.batch_job_execution", "summary"},
        {"batch.batch_job_execution", "error"},
        {"batch.batch_job_execution", "exit_message"},
        {"batch.batch_step_execution", "error"},
        {"batch.batch_step_execution", "exit_message"},
        {"batch.batch_step_execution", "stack_trace"},
        {"batch.guard_halt", "message"},
        {"batch.guard_halt", "approved_by"},
        {"batch.guard_halt", "reason"},
        {"batch.launch", "requested_by"},
        {"batch.launch", "reason"},
        {"batch.launch", "refusal"}
    };

    // The checkpoint moves to the preceding UUID. A user with that UUID may exist: a resumed run compares that user
    // once more.
    private static final String[][] POSITIONS = {
        {"batch.batch_job_execution_context", "short_context"},
        {"batch.batch_job_execution_context", "serialized_context"},
        {"batch.batch_step_execution_context", "short_context"},
        {"batch.batch_step_execution_context", "serialized_context"}
    };

    private final JdbcClient jdbc;

    JobRecordsEraser(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user, String pseudonym) {
        int records = eraseFromParameters(user) + eraseFromLaunches(user);
        for (String[] text : TEXTS) {
            records += replace(text[0], text[1], user, ERASED);
        }
        String before = predecessor(user).toString();
        for (String[] position : POSITIONS) {
            replace(position[0], position[1], user, before);
        }
        jdbc.sql("UPDATE batch.job_progress SET last_user = ?::uuid WHERE last_user = ?")
                .params(before, user)
                .update();
        jdbc.sql("""
                        UPDATE batch.deferred_revocation SET from_user = CASE WHEN from_user = :user THEN :before::uuid ELSE from_user END,
                            to_user = CASE WHEN to_user = :user THEN :before::uuid ELSE to_user END
                        WHERE :user IN (from_user, to_user)
                        """).param("user", user).param("before", before).update();
        return records;
    }

    private int eraseFromParameters(UUID user) {
        return jdbc.sql("""
                        UPDATE batch.batch_job_execution_params SET parameter_value = ?
                        WHERE parameter_name = 'user' AND lower(parameter_value) = ?
                        """).params(ERASED, user.toString()).update();
    }

    /** A launch that has not started has nothing left to do. */
    private int eraseFromLaunches(UUID user) {
        return jdbc.sql("""
                        UPDATE batch.launch SET arguments = arguments || jsonb_build_object('user', :by::text),
                            refusal = coalesce(refusal, CASE WHEN job_execution_id IS NULL THEN 'the user was erased' END)
                        WHERE lower(arguments ->> 'user') = :id
                        """).param("id", user.toString()).param("by", ERASED).update();
    }

    private int replace(String table, String column, UUID user, String by) {
        return jdbc.sql(String.format(
                        Locale.ROOT,
                        "UPDATE %1$s SET %2$s = regexp_replace(%2$s, :id, :by, 'gi') WHERE %2$s ~* :id",
                        table,
                        column))
                .param("id", user.toString())
                .param("by", by)
                .update();
    }

    /**
     * The preceding UUID in PostgreSQL's sort order. The lowest UUID has no predecessor and is returned itself:
     * version and variant bits never produce it.
     */
    private static UUID predecessor(UUID user) {
        long low = user.getLeastSignificantBits();
        return new UUID(user.getMostSignificantBits() - (low == 0 ? 1 : 0), low - 1);
    }
}
