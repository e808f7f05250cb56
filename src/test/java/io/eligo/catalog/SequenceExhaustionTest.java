package io.eligo.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.catalog.numbers.SequenceUsages;
import io.eligo.exactness.GrantsChecker;
import io.eligo.jobs.JobRunner;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sequences near their maximum and beyond it. */
@EligoTest
@ExtendWith(OutputCaptureExtension.class)
class SequenceExhaustionTest {
    private static final int LAST = (1 << 28) - 1;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    DataSource database;

    @Autowired
    SequenceUsages numbers;

    @Autowired
    JobRunner jobs;

    @BeforeEach
    @AfterEach
    void restartSequences() {
        TableCleaner.empty(
                JdbcClient.create(jdbc),
                "merchant, customer_type, user_grants, cashback_configuration, outbox_event, batch.batch_job_instance");
        jdbc.execute("ALTER SEQUENCE merchant_no_seq RESTART");
        jdbc.execute("ALTER SEQUENCE offer_no_seq RESTART");
    }

    @Test
    void areReportedFromFourFifthsOn(CapturedOutput output) {
        assertThat(numbers.findNearlyExhausted()).isEmpty();
        drawn(LAST / 10 * 9);
        assertThat(numbers.findNearlyExhausted())
                .singleElement()
                .satisfies(usage -> assertThat(usage.percent()).isBetween(89, 90));
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        assertThat(output).contains("Sequence merchant_no_seq is ", " % used");
    }

    @Test
    void anExhaustedSequenceRejectsTheInsert() {
        drawn(LAST - 1);
        merchant(1);
        assertThat(jdbc.queryForObject("SELECT merchant_no FROM merchant", Integer.class))
                .isEqualTo(LAST);
        assertThatThrownBy(() -> merchant(2))
                .hasMessageContaining("reached maximum value of sequence \"merchant_no_seq\" (268435455)");
    }

    @Test
    void startAgainAfterRenumbering() throws IOException {
        drawn(LAST - 4);
        jdbc.execute("SELECT setval('offer_no_seq', 1000)");
        for (int n = 1; n <= 4; n++) {
            merchant(n);
        }
        jdbc.execute("DELETE FROM merchant WHERE merchant_no = %d".formatted(LAST - 2));
        jdbc.execute("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                SELECT gen_random_uuid(), id, 'c', true, ARRAY['Vip'], 1 FROM merchant
                """);
        jdbc.execute(
                "INSERT INTO customer_type (user_id, merchant_id, type) SELECT gen_random_uuid(), id, 'Vip' FROM merchant");
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        haltedRun();
        jdbc.execute("""
                INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
                SELECT 'offer', id, offer_no, merchant_id, true FROM cashback_configuration
                """);
        assertThat(columnsWithOldNumbers())
                .contains("batch.halted_merchant.merchant_no", "public.user_grants.offer_nos", "public.offer.offer_no");

        jdbc.execute(Files.readString(Path.of("ops/renumber.sql")));
        assertThat(columnsWithOldNumbers()).isEmpty();
        merchant(5);
        assertThat(jdbc.queryForList("SELECT merchant_no FROM merchant ORDER BY 1", Integer.class))
                .containsExactly(1, 2, 3, 4);
        assertThat(jdbc.queryForList("SELECT offer_no FROM cashback_configuration ORDER BY 1", Integer.class))
                .containsExactly(1, 2, 3);
        assertThatThrownBy(() -> jdbc.execute("UPDATE merchant SET merchant_no = merchant_no + 10"))
                .hasMessageContaining("never change");
        assertThat(jobs.run("full-rebuild", Map.of("trust-events", "true")).isCompleted())
                .isTrue();
        GrantsChecker.Report report = GrantsChecker.check(database);
        assertThat(report.users()).isEqualTo(3);
        assertThat(report.differences()).as("%s", report.examples()).isZero();
        assertThat(jdbc.queryForObject("SELECT repair_eligibility_view()", Integer.class))
                .isZero();
    }

    private void haltedRun() {
        jdbc.execute("""
                WITH instance AS (INSERT INTO batch.batch_job_instance (job_instance_id, version, job_name, job_key)
                                  VALUES (nextval('batch.batch_job_instance_seq'), 0, 'full-rebuild', 'halted') RETURNING job_instance_id),
                     halt AS (INSERT INTO batch.guard_halt (job_instance_id, job, current, granted, revoked, message)
                              SELECT job_instance_id, 'full-rebuild', 3, 0, 3, 'm' FROM instance RETURNING job_instance_id)
                SELECT job_instance_id FROM halt
                """);
        jdbc.execute("""
                INSERT INTO batch.halted_merchant (job_instance_id, merchant_no, current, granted, revoked)
                SELECT job_instance_id, merchant_no, 1, 0, 1 FROM batch.guard_halt, merchant
                """);
    }

    /** All columns of tables whose name says that they hold numbers of merchants or offers, and that hold one above those of four rows. */
    private List<String> columnsWithOldNumbers() {
        return jdbc.queryForList("""
                        SELECT n.nspname AS schema, c.relname AS name, a.attname AS number, t.typname = '_int4' AS is_array
                        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        JOIN pg_type t ON t.oid = a.atttypid
                        WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND a.attname ~ '(merchant|offer)_nos?$'
                        ORDER BY 1, 2, 3
                        """).stream()
                .filter(column -> Boolean.TRUE.equals(jdbc.queryForObject(
                        String.format(
                                Locale.ROOT,
                                Boolean.TRUE.equals(column.get("is_array"))
                                        ? "SELECT EXISTS (SELECT FROM %s.%s, unnest(%s) AS n WHERE n > 4)"
                                        : "SELECT EXISTS (SELECT FROM %s.%s WHERE %s > 4)",
                                column.get("schema"),
                                column.get("name"),
                                column.get("number")),
                        Boolean.class)))
                .map(column -> column.get("schema") + "." + column.get("name") + "." + column.get("number"))
                .toList();
    }

    private void drawn(int last) {
        jdbc.queryForObject("SELECT setval('merchant_no_seq', %d)".formatted(last), Long.class);
    }

    private void merchant(int n) {
        jdbc.execute(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('00000000-0000-0000-0000-%012d', 'm', 'Active', 'c')"
                        .formatted(n));
    }
}
