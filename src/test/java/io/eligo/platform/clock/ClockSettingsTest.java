package io.eligo.platform.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ClockSettingsTest {
    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(ClockConfiguration.class);

    @Test
    void theClockIsFixedAtTheConfiguredInstant() {
        application
                .withPropertyValues("eligo.clock=2026-11-22T12:00:00Z")
                .run(context -> assertThat(context.getBean(Clock.class).instant())
                        .isEqualTo(Instant.parse("2026-11-22T12:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eligo.other=1", "eligo.clock="})
    void theClockRunsByDefault(String property) {
        application
                .withPropertyValues(property)
                .run(context -> assertThat(context.getBean(Clock.class)).isEqualTo(Clock.systemUTC()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"noon", "2026-11-22", "1795348800", "2026-11-22T12:00:00"})
    void anythingElseStopsTheStartAndNamesTheProperty(String value) {
        application
                .withPropertyValues("eligo.clock=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("could not be parsed")
                        .satisfies(cause -> assertThat(context.getStartupFailure())
                                .hasStackTraceContaining("eligo.clock is '%s'".formatted(value))));
    }
}
