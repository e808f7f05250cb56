package io.eligo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackTracesTest {
    @Test
    void theRootCauseStandsFirst() {
        var root = new IllegalArgumentException("the root");
        String trace = StackTraces.of(new IllegalStateException("the wrapper", root));

        assertThat(trace.lines().findFirst()).contains("java.lang.IllegalArgumentException: the root");
        assertThat(trace)
                .contains("    at io.eligo.jobs.StackTracesTest.theRootCauseStandsFirst(")
                .contains("Wrapped by: java.lang.IllegalStateException: the wrapper");
    }

    @Test
    void aDeepTraceIsBounded() {
        assertThat(StackTraces.of(recursive(5_000))).hasSizeLessThan(16_001).contains("more\n");
    }

    private static Throwable recursive(int depth) {
        return depth == 0 ? new IllegalStateException("x".repeat(100)) : new RuntimeException(recursive(depth - 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://db/eligo?user=eligo&password=hunter2&ssl=true | jdbc:postgresql://db/eligo?user=eligo&password=***&ssl=true
            cannot connect to redis://:hunter2@cache:6379                   | cannot connect to redis://***@cache:6379
            Authorization: Bearer eyJhbGciOi.J9.x                           | Authorization: ***
            api-key = hunter2, retried                                      | api-key = ***, retried
            password authentication failed for user "eligo"                 | password authentication failed for user "eligo"
            ERROR: broken on purpose                                        | ERROR: broken on purpose
            """)
    void secretsAreMasked(String message, String stored) {
        assertThat(StackTraces.maskSecrets(message)).isEqualTo(stored);
    }
}
