package io.eligo.demodata;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.batch.core.BatchStatus;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
@ExtendWith(OutputCaptureExtension.class)
class DemoDataTest {
    private static final List<String> CATALOG = List.of(
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "cashback_tier",
            "exclusive_offer",
            "loyalty_program",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JobRunner jobs;

    @BeforeEach
    @AfterEach
    void empty() {
        TableCleaner.empty(jdbc, "merchant, exclusive_offer, loyalty_program, user_grants");
    }

    @Test
    void generatesTheRequestedNumbers() {
        var result = jobs.run("demo-data", Map.of("users", "2500", "merchants", "100", "offers", "300"));
        assertThat(result.summary()).startsWith("2500 users with ").endsWith(" relations, 100 merchants, 300 offers");
        assertThat(count("SELECT count(DISTINCT user_id) FROM customer_type")).isEqualTo(2500);
        assertThat(count("SELECT count(*) FROM merchant")).isEqualTo(100);
        assertThat(count("SELECT count(*) FROM offer")).isEqualTo(300);
        assertThat(count("SELECT count(*) FROM customer_type")).isBetween(2500L * 5, 2500L * 10);
    }

    @Test
    void generatesTheSameRowsForTheSameSeedAndOthersForAnother() {
        String first = run("7");
        assertThat(run("7")).isEqualTo(first);
        assertThat(run("8")).isNotEqualTo(first);
    }

    @Test
    void linksOffersToOutletsOfTheirOwnMerchantOnly() {
        run("3");
        assertThat(count("""
                        SELECT count(*) FROM offer_outlet k JOIN outlet o ON o.id = k.outlet_id
                        JOIN (SELECT id, merchant_id FROM cashback_configuration UNION ALL
                              SELECT id, merchant_id FROM exclusive_offer) f ON f.id = k.offer_id
                        WHERE f.merchant_id <> o.merchant_id
                        """)).isZero();
        assertThat(count("SELECT count(*) FROM offer_outlet")).isPositive();
    }

    @Test
    void containsEveryStateThatTheRulesDistinguish() {
        jobs.run("demo-data", Map.of("users", "500", "seed", "5"));
        for (String state : List.of(
                "merchant WHERE status = 'Pending'",
                "outlet WHERE NOT is_active",
                "outlet WHERE review_status IS NULL",
                "outlet o WHERE NOT EXISTS (SELECT FROM payment_point p WHERE p.outlet_id = o.id)",
                "cashback_configuration WHERE eligible_customer_types = '{}'",
                "cashback_configuration WHERE eligible_customer_types = '{All,Vip}'",
                "cashback_configuration WHERE 'NonCustomer' = ANY (eligible_customer_types)",
                "cashback_configuration WHERE start_date IS NULL AND end_date IS NULL",
                "cashback_configuration WHERE end_date < '2025-01-01'",
                "cashback_configuration WHERE start_date > '2036-01-01'",
                "cashback_configuration WHERE used_cashback_budget = net_cashback_budget",
                "cashback_configuration WHERE used_cashback_budget > net_cashback_budget",
                "exclusive_offer WHERE merchant_id IS NULL AND 'All' = ANY (eligible_customer_types)",
                "exclusive_offer WHERE deleted_at IS NOT NULL",
                "exclusive_offer WHERE review_status = 'Rejected'",
                "loyalty_program WHERE points_issued_limit IS NULL",
                "loyalty_tier WHERE min_customer_type = 'NonCustomer'",
                "customer_type WHERE type = 'NonCustomer'")) {
            assertThat(count("SELECT count(*) FROM " + state)).as(state).isPositive();
        }
    }

    @Test
    void refusesTablesThatHaveRows(CapturedOutput output) {
        run("1");
        refuses(Map.of("users", "10"), "demo-data requires empty source tables, but merchant has rows", output);
    }

    @Test
    void leavesExistingRowsUnchangedWithIfEmpty() {
        run("1");
        long relations = count("SELECT count(*) FROM customer_type");
        JobResult result = jobs.run("demo-data", Map.of("users", "10", "if-empty", "true"));
        assertThat(result.isCompleted()).isTrue();
        assertThat(result.summary()).isEqualTo("nothing generated, merchant has rows");
        assertThat(count("SELECT count(*) FROM customer_type")).isEqualTo(relations);
    }

    @Test
    void refusesToRunWithoutMerchants(CapturedOutput output) {
        refuses(Map.of("merchants", "0"), "merchants=0: at least 1 is required", output);
    }

    /** Spring Batch saves the contexts of partitions in a transaction after that of the partitions. */
    @Test
    void resumesAfterItDiedBeforeAnyContextWasSaved() {
        var arguments = Map.of("users", "20000", "merchants", "50", "offers", "100", "seed", "9");
        var inTheSecondChunk = new DemoDataset(9, 20_000, 50, 100).id(DemoDataset.EntityKind.USER, 1_100);
        jdbc.sql("ALTER TABLE customer_type ADD CONSTRAINT trap CHECK (user_id <> '%s')".formatted(inTheSecondChunk))
                .update();
        JobResult failed;
        try {
            failed = jobs.run("demo-data", arguments);
        } finally {
            jdbc.sql("ALTER TABLE customer_type DROP CONSTRAINT trap").update();
        }
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(jdbc.sql("""
                                DELETE FROM batch.batch_step_execution_context c USING batch.batch_step_execution s
                                WHERE s.step_execution_id = c.step_execution_id AND s.job_execution_id = ?
                                """).param(failed.executionId()).update()).isEqualTo(18);

        assertThat(jobs.run("demo-data", arguments).errors()).isEmpty();
        assertThat(count("SELECT count(DISTINCT user_id) FROM customer_type")).isEqualTo(20_000);
    }

    private void refuses(Map<String, String> arguments, String reason, CapturedOutput output) {
        assertThat(jobs.run("demo-data", arguments).errors()).containsExactly(reason);
        assertThat(output.getOut()).doesNotContain("\tat ");
    }

    private String run(String seed) {
        empty();
        assertThat(jobs.run("demo-data", Map.of("users", "1500", "merchants", "50", "offers", "200", "seed", seed))
                        .isCompleted())
                .isTrue();
        var rows = new StringBuilder(digest("customer_type", ""));
        CATALOG.forEach(table -> rows.append(digest(table, " - 'offer_no' - 'merchant_no'")));
        return rows.toString();
    }

    // Without the sequence numbers, which continue from run to run.
    private String digest(String table, String without) {
        return jdbc.sql("SELECT coalesce(md5(string_agg(r, '' ORDER BY r)), '') FROM (SELECT (to_jsonb(t)" + without
                        + ")::text AS r FROM " + table + " t) x")
                .query(String.class)
                .single();
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
