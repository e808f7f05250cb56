package io.eligo.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ApiTest
class JobOperationsTest {
    private static final String OPERATOR = new UUID(8, 8).toString();
    private static final String BOTH = "ops:read ops:write";

    @Autowired
    ApiClient apiClient;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void nothingHasRun() {
        TableCleaner.empty(jdbc, "batch.batch_job_instance, batch.launch, operator_action, deferral");
    }

    /** Runs of a node that does not exist: the next test would wait for their end. */
    @AfterEach
    void deleteInventedRuns() {
        jdbc.sql("DELETE FROM batch.run WHERE node = 'another'").update();
    }

    @Test
    void launchesAJobAndShowsItsEnd() {
        JsonNode launched = ask(BOTH, """
                mutation { launchJob(job: "full-rebuild", arguments: [{name: "dry-run", value: "true"}], reason: "is there drift?") {
                  launchId execution { id job arguments { name value } } } }
                """).data().path("launchJob");
        assertThat(launched.at("/execution/job").asString()).isEqualTo("full-rebuild");
        assertThat(launched.at("/execution/arguments").toString())
                .contains("{\"name\":\"dry-run\",\"value\":\"true\"}");
        String id = launched.at("/execution/id").asString();

        Awaitility.await().until(() -> {
            JsonNode execution = ask("ops:read", "{ jobExecution(id: %s) { status } }".formatted(id))
                    .data()
                    .path("jobExecution");
            return execution.path("status").asString().equals("COMPLETED");
        });
        JsonNode execution = ask("ops:read", """
                { jobExecution(id: %s) { summary error node started ended created lastHeartbeat stopRequested possible exitCode
                    parts { name status read written filtered skipped started ended updated error } } }
                """.formatted(id)).data().path("jobExecution");
        assertThat(execution.path("summary").asString()).contains("0 granted, 0 revoked");
        assertThat(execution.path("node").asString()).isNotEmpty();
        assertThat(execution.path("possible")).isEmpty();
        assertThat(execution
                        .path("parts")
                        .valueStream()
                        .map(part -> part.path("name").asString()))
                .contains("plan", "compare", "sum-up");
        assertThat(audit()).isEqualTo(OPERATOR + " launch full-rebuild {dry-run=true}: is there drift? -> done");
    }

    @Test
    void pagesThroughExecutionsTheNewestFirst() {
        for (int i = 0; i < 3; i++) {
            ask(BOTH, "mutation { launchJob(job: \"user-changes\") { launchId } }");
        }
        Awaitility.await()
                .until(() -> jdbc.sql("SELECT count(*) FROM batch.batch_job_execution")
                                .query(Integer.class)
                                .single()
                        == 3);
        String list =
                "{ jobExecutions(first: 2%s) { edges { cursor node { id job } } pageInfo { hasNextPage endCursor } } }";
        JsonNode first = ask("ops:read", list.formatted("")).data().path("jobExecutions");
        assertThat(first.path("edges")).hasSize(2);
        assertThat(first.at("/pageInfo/hasNextPage").asBoolean()).isTrue();
        JsonNode second = ask(
                        "ops:read",
                        list.formatted(", after: \"%s\""
                                .formatted(first.at("/pageInfo/endCursor").asString())))
                .data()
                .path("jobExecutions");
        assertThat(second.path("edges")).hasSize(1);
        assertThat(second.at("/pageInfo/hasNextPage").asBoolean()).isFalse();
        assertThat(second.at("/edges/0/node/id").asLong())
                .isLessThan(first.at("/edges/1/node/id").asLong());
        assertThat(ask(
                                "ops:read",
                                "{ jobExecutions(filter: {job: \"full-rebuild\", status: FAILED, from: \"2020-01-01T00:00:00Z\"}) { edges { cursor } } }")
                        .data()
                        .at("/jobExecutions/edges"))
                .isEmpty();
    }

    @Test
    void abandonsAFailedExecutionAndAuditsIt() {
        jdbc.sql("""
                WITH i AS (INSERT INTO batch.batch_job_instance VALUES (nextval('batch.batch_job_instance_seq'), 0, 'full-rebuild', md5('x')) RETURNING *)
                INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, end_time, status, exit_code)
                SELECT 7000000, 1, job_instance_id, now(), now(), now(), 'FAILED', 'FAILED' FROM i
                """).update();
        assertThat(ask("ops:read", "{ jobExecution(id: 7000000) { possible } }")
                        .data()
                        .at("/jobExecution/possible")
                        .toString())
                .isEqualTo("[\"RESTART\",\"ABANDON\"]");
        JsonNode abandoned = ask(
                        BOTH, "mutation { abandonJob(id: 7000000, reason: \"its data are gone\") { status possible } }")
                .data()
                .path("abandonJob");
        assertThat(abandoned.path("status").asString()).isEqualTo("ABANDONED");
        assertThat(abandoned.path("possible")).isEmpty();
        assertThat(audit()).isEqualTo(OPERATOR + " abandon execution 7000000: its data are gone -> done");

        JsonNode again =
                ask(BOTH, "mutation { restartJob(id: 7000000) { launchId } }").onlyError();
        assertThat(again.path("message").asString()).contains("7000000 is ABANDONED");
        assertThat(audit()).contains("restart execution 7000000").contains("refused:");
    }

    @Test
    void showsAHaltAndResumesAfterApproval() {
        jdbc.sql("""
                WITH i AS (INSERT INTO batch.batch_job_instance VALUES (nextval('batch.batch_job_instance_seq'), 0, 'full-rebuild', md5('y')) RETURNING *),
                    e AS (INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, end_time, status, exit_code)
                          SELECT 7000001, 1, job_instance_id, now(), now(), now(), 'STOPPED', 'HALTED' FROM i)
                INSERT INTO batch.guard_halt (job_instance_id, job, current, granted, revoked, message)
                SELECT job_instance_id, 'full-rebuild', 100, 0, 100, 'all would go' FROM i
                """).update();
        JsonNode halt = ask("ops:read", """
                { jobExecution(id: 7000001) { status exitCode halt { haltedAt current granted revoked message merchants { merchant name current granted revoked } offers { offer name message } approval { operator at reason } } } }
                """).data().at("/jobExecution/halt");
        assertThat(halt.path("revoked").asInt()).isEqualTo(100);
        assertThat(halt.path("approval").isNull()).isTrue();

        assertThat(ask(BOTH, "mutation { approveJob(id: 7000001, reason: \" \") { launchId } }")
                        .onlyError()
                        .path("message")
                        .asString())
                .contains("say why");
        ask(BOTH, "mutation { approveJob(id: 7000001, reason: \"as announced\") { launchId } }")
                .data();
        assertThat(ask("ops:read", "{ jobExecution(id: 7000001) { halt { approval { operator reason } } } }")
                        .data()
                        .at("/jobExecution/halt/approval/reason")
                        .asString())
                .isEqualTo("as announced");
        assertThat(jdbc.sql("SELECT count(*) FROM batch.launch WHERE restart_of = 7000001")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(ask(BOTH, "mutation { approveJob(id: 7000001, reason: \"again\") { launchId } }")
                        .onlyError()
                        .path("message")
                        .asString())
                .contains("approved already");
    }

    @Test
    void showsTheStackTraceOfAFailedPartOnlyToOperatorsWhoMayAct() {
        jdbc.sql("""
                WITH i AS (INSERT INTO batch.batch_job_instance VALUES (nextval('batch.batch_job_instance_seq'), 0, 'full-rebuild', md5('z')) RETURNING *),
                    e AS (INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, end_time, status, exit_code)
                          SELECT 7000002, 1, job_instance_id, now(), now(), now(), 'FAILED', 'FAILED' FROM i)
                INSERT INTO batch.batch_step_execution (step_execution_id, version, step_name, job_execution_id, create_time, status, error, stack_trace)
                VALUES (7000002, 1, 'range:003', 7000002, now(), 'FAILED', 'the cause', 'the trace')
                """).update();
        String parts = "{ jobExecution(id: 7000002) { parts { error stackTrace } } }";
        assertThat(ask("ops:read", parts).data().at("/jobExecution/parts/0").toString())
                .isEqualTo("{\"error\":\"the cause\",\"stackTrace\":null}");
        assertThat(ask(BOTH, parts).data().at("/jobExecution/parts/0").toString())
                .isEqualTo("{\"error\":\"the cause\",\"stackTrace\":\"the trace\"}");
        assertThat(ask("ops:read", "{ jobExecutions { edges { node { parts { stackTrace } } } } }")
                        .data()
                        .toString())
                .doesNotContain("the trace");
    }

    @Test
    void estimatesTheTimeLeftFromCompletedRunsOverAllTheirExecutions() {
        running(7100000);
        String estimate = "{ jobExecution(id: 7100000) { rowsPerSecond timeLeft } }";
        assertThat(ask("ops:read", estimate).data().at("/jobExecution/timeLeft").isNull())
                .as("no run has completed")
                .isTrue();
        for (int run = 0; run < 7; run++) {
            // Two executions of 50 s and 500 rows each; the oldest two runs are not among the last five.
            completed(7000010 + 2 * run, run < 2 ? 100_000 : 500);
        }
        JsonNode execution = ask("ops:read", estimate).data().path("jobExecution");
        // 250 rows in 20 s; 750 of 1,000 are left.
        assertThat(execution.path("rowsPerSecond").asDouble()).isBetween(5.0, 12.5);
        assertThat(execution.path("timeLeft").asDouble()).isBetween(60.0, 150.0);
        assertThat(ask("ops:read", "{ jobExecution(id: 7000010) { timeLeft } }")
                        .data()
                        .at("/jobExecution/timeLeft")
                        .isNull())
                .isTrue();
    }

    private void running(long id) {
        jdbc.sql("""
                WITH i AS (INSERT INTO batch.batch_job_instance VALUES (:id, 0, 'retention', md5(:id::text)) RETURNING *),
                    e AS (INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, status, exit_code)
                          SELECT :id, 1, :id, now(), now() - interval '20 s', 'STARTED', 'UNKNOWN' FROM i),
                    r AS (INSERT INTO batch.run (job, token, node, job_execution_id, expires_at) VALUES ('retention', gen_random_uuid(), 'another', :id, now() + interval '1 hour'))
                INSERT INTO batch.batch_step_execution (step_execution_id, version, step_name, job_execution_id, create_time, status, read_count)
                VALUES (:id, 1, 'compare', :id, now(), 'STARTED', 900), (:id + 1, 1, 'range:000', :id, now(), 'STARTED', 250)
                """).param("id", id).update();
    }

    private void completed(long id, long rows) {
        jdbc.sql("""
                WITH i AS (INSERT INTO batch.batch_job_instance VALUES (:id, 0, 'retention', md5(:id::text)) RETURNING *),
                    e AS (INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, end_time, status, exit_code)
                          SELECT :id + n, 1, :id, now(), now() - interval '50 s', now(), CASE n WHEN 0 THEN 'FAILED' ELSE 'COMPLETED' END, '' FROM i, generate_series(0, 1) AS n)
                INSERT INTO batch.batch_step_execution (step_execution_id, version, step_name, job_execution_id, create_time, status, read_count)
                SELECT :id + n, 1, 'range:000', :id + n, now(), 'COMPLETED', :rows FROM generate_series(0, 1) AS n
                """).param("id", id).param("rows", rows).update();
    }

    @Test
    void searchesByArgumentAndReason() {
        String merchant = "7a2f0c1e-0000-4000-8000-000000000001";
        withArgument(7200001, "merchant", merchant);
        withArgument(7200002, "dir", "/data/in/2026-11-30");
        withArgument(7200003, "dir", "/data/IN/2026-11-29");
        withArgument(7200004, "merchant", "7a2f0c1e-0000-4000-8000-000000000002");
        jdbc.sql(
                        "INSERT INTO batch.launch (job, requested_by, job_execution_id, reason) VALUES ('import', 'ops-ann', 7200002, 'The season is over')")
                .update();

        assertThat(found("{name: \"merchant\", value: \"%s\"}".formatted(merchant.toUpperCase(Locale.ROOT))))
                .containsExactly("7200001");
        assertThat(found("{name: \"dir\", value: \"/data/in/\"}")).containsExactly("7200003", "7200002");
        assertThat(found("{value: \"7a2f0c1e\"}")).containsExactly("7200004", "7200001");
        assertThat(found("{name: \"dir\", value: \"7a2f0c1e\"}")).isEmpty();
        assertThat(found("{name: \"dir\", value: \"/data/in/2026-11-3\"}")).containsExactly("7200002");
        assertThat(found("{name: \"dir\", value: \"/data/_n\"}"))
                .as("no wildcards")
                .isEmpty();
        assertThat(found("{name: \"reason\", value: \"SEASON over\"}")).containsExactly("7200002");
        assertThat(found("{value: \"season\"}")).containsExactly("7200002");
        assertThat(found("{name: \"merchant\", value: \"season\"}")).isEmpty();
        assertThat(ask("ops:read", "{ jobExecution(id: 7200002) { requestedBy reason } }")
                        .data()
                        .path("jobExecution")
                        .toString())
                .isEqualTo("{\"requestedBy\":\"ops-ann\",\"reason\":\"The season is over\"}");
    }

    @Test
    void aSearchByArgumentPages() {
        for (int i = 1; i <= 3; i++) {
            withArgument(7300000 + i, "dir", "/data");
        }
        String search =
                "{ jobExecutions(first: 2, filter: {argument: {value: \"/da\"}}%s) { edges { node { id } } pageInfo { hasNextPage endCursor } } }";
        JsonNode first = ask("ops:read", search.formatted("")).data().path("jobExecutions");
        assertThat(first.at("/pageInfo/hasNextPage").asBoolean()).isTrue();
        JsonNode second = ask(
                        "ops:read",
                        search.replace(
                                        "first: 2",
                                        "first: 2, after: \"%s\""
                                                .formatted(first.at("/pageInfo/endCursor")
                                                        .asString()))
                                .formatted(""))
                .data()
                .path("jobExecutions");
        assertThat(second.at("/edges/0/node/id").asString()).isEqualTo("7300001");
        assertThat(second.at("/pageInfo/hasNextPage").asBoolean()).isFalse();
    }

    private void withArgument(long id, String name, String value) {
        jdbc.sql("""
                WITH i AS (INSERT INTO batch.batch_job_instance VALUES (:id, 0, 'import', md5(:id::text)) RETURNING *),
                    e AS (INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, end_time, status, exit_code)
                          SELECT :id, 1, :id, now(), now(), now(), 'COMPLETED', 'COMPLETED' FROM i)
                INSERT INTO batch.batch_job_execution_params VALUES (:id, :name, 'java.lang.String', :value, 'Y'), (:id, 'run', 'java.lang.Long', '7', 'Y')
                """).param("id", id).param("name", name).param("value", value).update();
    }

    private List<String> found(String argument) {
        return ask(
                        "ops:read",
                        "{ jobExecutions(filter: {argument: %s}) { edges { node { id } } } }".formatted(argument))
                .data()
                .at("/jobExecutions/edges")
                .valueStream()
                .map(edge -> edge.at("/node/id").asString())
                .toList();
    }

    @Test
    void beginsAndEndsADeferral() {
        String merchant = new UUID(9, 9).toString();
        assertThat(ask(
                                BOTH,
                                "mutation { deferChanges(merchantId: \"%s\", reason: \"new prices\") { merchantId by reason since } }"
                                        .formatted(merchant))
                        .data()
                        .at("/deferChanges/0/merchantId")
                        .asString())
                .isEqualTo(merchant);
        assertThat(ask(
                                BOTH,
                                "mutation { deferChanges(merchantId: \"%s\", reason: \"again\") { since } }"
                                        .formatted(merchant))
                        .onlyError()
                        .path("message")
                        .asString())
                .contains("deferred already");
        assertThat(ask("ops:read", "{ deferrals { reason } }")
                        .data()
                        .at("/deferrals/0/reason")
                        .asString())
                .isEqualTo("new prices");
        assertThat(ask(BOTH, "mutation { endDeferral(merchantId: \"%s\") { since } }".formatted(merchant))
                        .data()
                        .path("endDeferral"))
                .isEmpty();
        assertThat(ask(BOTH, "mutation { endDeferral { since } }")
                        .onlyError()
                        .path("message")
                        .asString())
                .contains("not deferred");
        assertThat(audit()).contains("end deferral all merchants -> refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ops:write | { jobExecutions { edges { cursor } } }                                          | FORBIDDEN   | ops:read
            ops:read  | mutation { launchJob(job: "full-rebuild") { launchId } }                        | FORBIDDEN   | ops:write
            ops:write | mutation { launchJob(job: "rebuild") { launchId } }                             | BAD_REQUEST | full-rebuild
            ops:write | mutation { launchJob(job: "user-changes", arguments: [{name: "usr", value: "1"}]) { launchId } } | BAD_REQUEST | user=
            ops:write | mutation { stopJob(id: 1) { id } }                                              | BAD_REQUEST | no execution 1
            ops:write | mutation { stopJob(id: "x") { id } }                                            | BAD_REQUEST | is no id; a number
            ops:write | mutation { abandonJob(id: 1, reason: "") { id } }                               | BAD_REQUEST | say why
            ops:write | mutation { recoverJob(id: 1, reason: "a") { would } }                           | BAD_REQUEST | no execution 1
            ops:read  | { jobExecutions(first: 101) { edges { cursor } } }                              | BAD_REQUEST | between 0 and 100
            ops:read  | { jobExecutions(filter: {argument: {name: "mechant", value: "x"}}) { edges { cursor } } } | BAD_REQUEST | no job has the argument 'mechant'; accepted: dir,
            ops:read  | { jobExecutions(filter: {argument: {value: " "}}) { edges { cursor } } }        | BAD_REQUEST | must not be empty
            ops:read  | { jobExecutions(filter: {argument: {value: "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"}}) { edges { cursor } } } | BAD_REQUEST | at most 100 characters
            ops:read  | { jobExecutions(filter: {argument: {value: "a\\u0000b"}}) { edges { cursor } } } | BAD_REQUEST | without NUL
            """)
    void refuses(String scope, String document, String classification, String message) {
        JsonNode error = ask(scope, document).onlyError();
        assertThat(error.at("/extensions/classification").asString()).isEqualTo(classification);
        assertThat(error.path("message").asString()).contains(message);
    }

    private String audit() {
        return jdbc.sql(
                        "SELECT operator || ' ' || action || ' ' || target || coalesce(': ' || reason, '') || ' -> ' || outcome FROM operator_action ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single();
    }

    private ApiClient.ApiResponse ask(String scope, String document) {
        return apiClient.execute(apiClient.token(OPERATOR, scope), document, Map.of());
    }
}
