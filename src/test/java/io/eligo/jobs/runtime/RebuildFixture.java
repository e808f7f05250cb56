package io.eligo.jobs.runtime;

import io.eligo.servers.TableCleaner;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Twenty thousand users of one merchant, and a rebuild with small chunks, so that a test can interrupt it between two.
 */
final class RebuildFixture {
    static final int USERS = 20_000;

    private final JdbcClient jdbc;

    RebuildFixture(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insertUsers() {
        TableCleaner.empty(
                jdbc,
                "merchant, offer, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program, batch.batch_job_instance, batch.launch");
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
        jdbc.sql(
                        "INSERT INTO customer_type SELECT md5(u::text)::uuid, id, 'Vip' FROM merchant, generate_series(1, ?) AS u")
                .param(USERS)
                .update();
        jdbc.sql("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                SELECT gen_random_uuid(), id, 'c', true, '{Vip}', 1 FROM merchant
                """).update();
    }

    int countDone() {
        return jdbc.sql("SELECT coalesce(sum(users), 0) FROM batch.job_progress")
                .query(Integer.class)
                .single();
    }

    int countExecutions(String status) {
        return jdbc.sql("SELECT count(*) FROM batch.batch_job_execution WHERE status = ?")
                .param(status)
                .query(Integer.class)
                .single();
    }
}
