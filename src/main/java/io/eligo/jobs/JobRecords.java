package io.eligo.jobs;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What the records of jobs that ran say about users. */
@Component
public class JobRecords {
    private final JdbcClient jdbc;

    JobRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes the user's id out of the parameters of jobs that ran for that user alone; how many there were. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int forget(UUID user) {
        return jdbc.sql("""
                        UPDATE batch.batch_job_execution_params SET parameter_value = 'erased'
                        WHERE parameter_name = 'user' AND lower(parameter_value) = ?
                        """).param(user.toString()).update();
    }
}
