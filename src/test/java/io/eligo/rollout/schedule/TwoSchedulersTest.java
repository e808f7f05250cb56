package io.eligo.rollout.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.feed.ApiTest;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.RolloutFixture;
import io.eligo.servers.EligoProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two processes with the role scheduler; one is killed, or hangs, in the middle of a step. */
@ApiTest
@Tag("long")
class TwoSchedulersTest {
    private static final Duration STEP = Duration.ofSeconds(10);

    @Autowired
    RolloutSchedules schedules;

    @Autowired
    RolloutControl control;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    private final Map<String, EligoProcess> nodes = new HashMap<>();

    @AfterEach
    void stopNodes() {
        nodes.values().forEach(EligoProcess::kill);
        jdbc.sql("DROP TRIGGER IF EXISTS slow ON rollout").update();
        jdbc.sql("DROP FUNCTION IF EXISTS slow_step").update();
        rollout.startRollout();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherGoesOnAndNoStepIsDoneTwice(boolean killed) {
        rollout.resetAll();
        start("node-1");
        start("node-2");
        await().atMost(Duration.ofMinutes(3)).until(() -> countSchedulers() == 2);
        schedules.start(ScheduleKind.ROLLBACK, STEP, "ops-ann", "a test", Instant.now());
        // The step is counted, and the switch is being changed.
        jdbc.sql("""
                CREATE FUNCTION slow_step() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(2); RETURN NEW; END'
                """).update();
        jdbc.sql("CREATE TRIGGER slow BEFORE UPDATE ON rollout FOR EACH ROW EXECUTE FUNCTION slow_step()")
                .update();
        String acting = await().atMost(Duration.ofMinutes(1))
                .until(this::findActingNode, Optional::isPresent)
                .orElseThrow();
        EligoProcess node = Objects.requireNonNull(nodes.get(acting));
        if (killed) {
            node.kill();
        } else {
            node.pause();
        }
        assertThat(control.find().share()).as("not committed").isEqualByComparingTo("50");

        await().atMost(Duration.ofMinutes(1))
                .until(() -> control.find().share().intValue() == 25
                        || !control.find().enabled());
        if (!killed) {
            node.resume();
        }
        await().atMost(Duration.ofMinutes(1))
                .until(() -> schedules.findNewest().orElseThrow().state() == RolloutSchedule.State.COMPLETED);
        assertThat(control.find().enabled()).isFalse();
        assertThat(audited()).containsExactly("schedule 1 on, 50 %", "schedule 1 on, 25 %", "schedule 1 off");
        if (!killed) {
            assertThat(node.isRunning()).isTrue();
        }
    }

    private void start(String name) {
        var environment = new HashMap<>(EligoProcess.environmentFor(database));
        environment.put("ELIGO_ROLES", "scheduler");
        environment.put("SERVER_PORT", "0");
        nodes.put(
                name,
                EligoProcess.start(
                        environment,
                        "--spring.datasource.hikari.data-source-properties.ApplicationName=" + name,
                        "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://localhost:9/none"));
    }

    private long countSchedulers() {
        return jdbc.sql("SELECT count(DISTINCT node) FROM rollout_measurement WHERE queue IS NOT NULL")
                .query(Long.class)
                .single();
    }

    private Optional<String> findActingNode() {
        return jdbc.sql("""
                        SELECT application_name FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event = 'PgSleep' AND application_name LIKE 'node-%'
                        """).query(String.class).optional();
    }

    private List<String> audited() {
        return jdbc.sql("SELECT operator || ' ' || target FROM operator_action WHERE action = 'rollout' ORDER BY id")
                .query(String.class)
                .list();
    }
}
