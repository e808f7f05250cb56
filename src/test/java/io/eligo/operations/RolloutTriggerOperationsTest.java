package io.eligo.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.rollout.RolloutFixture;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Triggers and schedules over GraphQL. */
@ApiTest
class RolloutTriggerOperationsTest {
    private static final UUID OPERATOR = new UUID(7, 7);

    @Autowired
    ApiClient apiClient;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void startRollout() {
        rollout.startRollout();
    }

    @AfterEach
    void reset() {
        rollout.resetAll();
    }

    @Test
    void showsTheTriggersWithTheirSettingsAndWhatIsMissing() {
        JsonNode triggers = ask("ops:read", """
                { rollout { triggers { name description unit watched window minimumSample bound badWindows ofWindows
                    verdict value missing note windows { endsAt value sample missing verdict note } }
                  trips { id at trigger value bound sample description } schedule { id } } }
                """).data().at("/rollout/triggers");

        assertThat(triggers.valueStream().map(trigger -> trigger.path("name").asString()))
                .containsExactly("p95", "p95-relative", "errors", "hit-rate", "queue", "database-cpu", "wrong-answers");
        JsonNode p95 = triggers.get(0);
        assertThat(p95.path("watched").asBoolean()).isTrue();
        assertThat(p95.path("window").asInt()).isEqualTo(60);
        assertThat(p95.path("bound").asDouble()).isEqualTo(200);
        assertThat(p95.path("verdict").asString()).isEqualTo("NOT_ENOUGH_DATA");
        assertThat(p95.path("missing").asInt()).isEqualTo(100);
        assertThat(p95.path("note").asString()).isEqualTo("no window has ended yet");
    }

    @Test
    void changesATriggerAndAuditsIt() {
        JsonNode changed = ask("ops:write", """
                mutation { setRolloutTrigger(trigger: "p95", window: 300, minimumSample: 50, bound: 250.5, badWindows: 2,
                    ofWindows: 3, watched: false, reason: "a slow evening") { name watched window minimumSample bound } }
                """).data().path("setRolloutTrigger");

        assertThat(changed.path("window").asInt()).isEqualTo(300);
        assertThat(changed.path("bound").asDouble()).isEqualTo(250.5);
        assertThat(changed.path("watched").asBoolean()).isFalse();
        assertThat(audited())
                .containsExactly(
                        "set rollout trigger p95: not watched, window 300 s, minimum sample 50, bound 250.5, bad windows 2, of windows 3 a slow evening done");
    }

    @Test
    void startsPausesResumesAndEndsASchedule() {
        JsonNode started = ask("ops:write", """
                mutation { startRolloutSchedule(kind: "rollback", stepLength: 600, reason: "too slow") {
                    kind state steps stepLength startedBy reason nextStepAt nextShare holding } }
                """).data().path("startRolloutSchedule");
        assertThat(started.path("kind").asString()).isEqualTo("ROLLBACK");
        assertThat(started.path("state").asString()).isEqualTo("RUNNING");
        assertThat(started.path("steps").asInt()).isEqualTo(1);
        assertThat(started.path("nextShare").decimalValue()).isEqualByComparingTo("25");

        assertThat(state("pauseRolloutSchedule")).isEqualTo("PAUSED");
        assertThat(state("resumeRolloutSchedule")).isEqualTo("RUNNING");
        assertThat(state("endRolloutSchedule")).isEqualTo("ENDED");
        JsonNode shown = ask("ops:read", "{ rollout { share schedule { state endReason } } }")
                .data()
                .path("rollout");
        assertThat(shown.path("share").decimalValue()).isEqualByComparingTo("50");
        assertThat(shown.at("/schedule/endReason").asString()).isEqualTo("ended by " + OPERATOR);
        assertThat(audited())
                .containsExactly(
                        "rollout on, 50 % rollback, step 1: too slow done",
                        "start rollout schedule rollback, a step every PT10M too slow done",
                        "pause rollout schedule schedule 1 a test done",
                        "resume rollout schedule schedule 1 a test done",
                        "end rollout schedule schedule 1 a test done");
    }

    @Test
    void settingTheSwitchEndsTheSchedule() {
        ask("ops:write", "mutation { startRolloutSchedule(kind: \"rollback\", reason: \"a test\") { id } }");
        ask("ops:write", "mutation { setRollout(share: 7, reason: \"by hand\") { share } }");
        assertThat(ask("ops:read", "{ rollout { schedule { state endReason } } }")
                        .data()
                        .at("/rollout/schedule/endReason")
                        .asString())
                .isEqualTo(OPERATOR + " changed the switch");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            setRolloutTrigger(trigger: "p99", bound: 1, reason: "a") { name }             | trigger       | one of p95, p95-relative, errors
            setRolloutTrigger(trigger: "", bound: 1, reason: "a") { name }                | trigger       | one of p95
            setRolloutTrigger(trigger: "p95", window: 0, reason: "a") { name }            | window        | a multiple of 5 that divides an hour
            setRolloutTrigger(trigger: "p95", window: -60, reason: "a") { name }          | window        | a multiple of 5
            setRolloutTrigger(trigger: "p95", window: 61, reason: "a") { name }           | window        | a multiple of 5
            setRolloutTrigger(trigger: "p95", minimumSample: 0, reason: "a") { name }     | minimumSample | a number from 1
            setRolloutTrigger(trigger: "p95", bound: -1, reason: "a") { name }            | bound         | a number from 0
            setRolloutTrigger(trigger: "p95", badWindows: 0, reason: "a") { name }        | badWindows    | a number from 1 to 12
            setRolloutTrigger(trigger: "p95", badWindows: 2, reason: "a") { name }        | badWindows    | not more bad windows than windows
            setRolloutTrigger(trigger: "p95", ofWindows: 13, reason: "a") { name }        | ofWindows     | a number from 1 to 12
            setRolloutTrigger(trigger: "p95", window: "x", reason: "a") { name }          | window        |
            setRolloutTrigger(trigger: "p95", bound: 1, reason: " ") { name }             | reason        | say why
            setRolloutTrigger(trigger: "p95", reason: "a") { name }                       |               | nothing to change
            startRolloutSchedule(kind: "sideways", reason: "a") { id }                    | kind          | forward or rollback
            startRolloutSchedule(kind: "forward", reason: "a") { id }                     | kind          | a share under 100 %
            startRolloutSchedule(kind: "rollback", stepLength: 0, reason: "a") { id }     | stepLength    | seconds, from 10
            startRolloutSchedule(kind: "rollback", stepLength: "x", reason: "a") { id }   | stepLength    |
            startRolloutSchedule(kind: "rollback", reason: "") { id }                     | reason        | say why
            pauseRolloutSchedule(reason: "a") { id }                                      | schedule      | there is no running schedule
            resumeRolloutSchedule(reason: "a") { id }                                     | schedule      | there is no paused schedule
            endRolloutSchedule(reason: "a") { id }                                        | schedule      | there is no active schedule
            """)
    void refusesByName(String mutation, String argument, String message) {
        JsonNode error = ask("ops:write", "mutation { " + mutation + " }").onlyError();
        assertThat(error.at("/extensions/classification").asString()).isEqualTo("BAD_REQUEST");
        assertThat(error.at("/extensions/argument").asString("")).isEqualTo(argument == null ? "" : argument);
        assertThat(error.path("message").asString()).contains(message == null ? "" : message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ops:write | { rollout { share } }
            ops:read  | mutation { setRolloutTrigger(trigger: "p95", bound: 1, reason: "a") { name } }
            ops:read  | mutation { startRolloutSchedule(kind: "rollback", reason: "a") { id } }
            ops:read  | mutation { pauseRolloutSchedule(reason: "a") { id } }
            ops:read  | mutation { resumeRolloutSchedule(reason: "a") { id } }
            ops:read  | mutation { endRolloutSchedule(reason: "a") { id } }
            """)
    void needsTheScope(String scope, String document) {
        assertThat(ask(scope, document)
                        .onlyError()
                        .at("/extensions/classification")
                        .asString())
                .isEqualTo("FORBIDDEN");
    }

    private String state(String mutation) {
        return ask("ops:write", "mutation { %s(reason: \"a test\") { state } }".formatted(mutation))
                .data()
                .path(mutation)
                .path("state")
                .asString();
    }

    private List<String> audited() {
        return jdbc.sql("SELECT concat_ws(' ', action, target, reason, outcome) FROM operator_action ORDER BY id")
                .query(String.class)
                .list();
    }

    private ApiClient.ApiResponse ask(String scope, String document) {
        return apiClient.execute(apiClient.token(OPERATOR.toString(), scope), document, Map.of());
    }
}
