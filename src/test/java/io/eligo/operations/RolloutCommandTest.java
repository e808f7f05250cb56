package io.eligo.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.eligo.jobs.files.BadArguments;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.TestServers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class RolloutCommandTest {
    @Test
    void changesTheSwitchWithoutAServerAndWritesTheAudit() {
        TestServers.Database database = TestServers.migratedDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        Map<String, String> environment = EligoProcess.environmentFor(database);

        EligoProcess off = EligoProcess.start(environment, "rollout", "off", "reason=p95 is 900 ms", "by=night shift");
        assertThat(off.exitCode()).as("%s", off.outputLines()).isZero();
        assertThat(off.outputLines())
                .singleElement()
                .asString()
                .endsWith("Rollout changed to off, version 2: each node follows within a second");
        assertThat(jdbc.sql("SELECT enabled || ' ' || share || ' ' || changed_by FROM rollout")
                        .query(String.class)
                        .single())
                .isEqualTo("false 100.00 night shift");
        assertThat(jdbc.sql("SELECT concat_ws('|', operator, action, target, reason, outcome) FROM operator_action")
                        .query(String.class)
                        .single())
                .isEqualTo("night shift|rollout|off|p95 is 900 ms|done");

        EligoProcess share = EligoProcess.start(environment, "rollout", "12.5", "reason=again");
        assertThat(share.exitCode()).isZero();
        assertThat(share.outputLines()).singleElement().asString().contains("Rollout changed to 12.5");
        assertThat(jdbc.sql("SELECT enabled || ' ' || share FROM rollout")
                        .query(String.class)
                        .single())
                .isEqualTo("true 12.50");
    }

    @Test
    void saysInOneLineThatTheDatabaseCannotBeReached() {
        EligoProcess end = EligoProcess.start(
                Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:1/eligo"), "rollout", "off", "reason=x");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines()).singleElement().asString().contains("Rollout not changed: ", "localhost:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "-1", "x", "", "0.001", "NaN"})
    void refusesAnythingElse(String word) {
        assertThatExceptionOfType(BadArguments.class)
                .isThrownBy(() -> new RolloutCommand().run(List.of(word, "reason=x")))
                .withMessage("rollout: '%s' is neither off, on nor a percentage from 0 to 100".formatted(word));
    }

    @Test
    void needsAShareAndAReasonAndKnowsNoOtherArgument() {
        assertThatExceptionOfType(BadArguments.class)
                .isThrownBy(() -> new RolloutCommand().run(List.of()))
                .withMessage("rollout: off, on or a share is missing");
        assertThatExceptionOfType(BadArguments.class)
                .isThrownBy(() -> new RolloutCommand().run(List.of("off")))
                .withMessage("reason=: say why, it is kept in the audit");
        assertThatExceptionOfType(BadArguments.class)
                .isThrownBy(() -> new RolloutCommand().run(List.of("off", "why=x")))
                .withMessage("rollout: unknown argument 'why=x'");
    }
}
