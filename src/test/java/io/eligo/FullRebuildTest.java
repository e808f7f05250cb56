package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.Jobs;
import io.eligo.servers.EligoTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class FullRebuildTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    Jobs jobs;

    @Test
    void grantsWhatTheRulesSay() {
        jdbc.sql(
                        "INSERT INTO merchant (id, business_name, status, category) SELECT gen_random_uuid(), 'm' || i, 'Active', 'c' FROM generate_series(1, 10) i")
                .update();
        jdbc.sql(
                        "INSERT INTO customer_type (user_id, merchant_id, type) SELECT gen_random_uuid(), id, t FROM merchant, generate_series(1, 500) i, unnest(ARRAY['NonCustomer', 'New', 'Vip']) t")
                .update();
        jdbc.sql(
                        "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget) SELECT gen_random_uuid(), id, 'x', true, ARRAY['New','Vip'], 5 FROM merchant")
                .update();
        System.out.println(jobs.run("full-rebuild", Map.of("dry-run", "true")));
        System.out.println(jobs.run("full-rebuild", Map.of()));
        System.out.println(jobs.run("full-rebuild", Map.of()));
        jdbc.sql("DELETE FROM customer_type WHERE type = 'Vip'").update();
        System.out.println(jobs.run("full-rebuild", Map.of()));
        assertThat(jdbc.sql("SELECT count(*) FROM user_grants")
                        .query(Long.class)
                        .single())
                .isEqualTo(10_000);
    }
}
