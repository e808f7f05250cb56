package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.graphql.autoconfigure.GraphQlAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

@ApiTest
class SchemaInspectionTest {
    /** Spring Boot logs the report of the schema inspection at every start. */
    @Test
    void isNotReportedAtEveryStart() {
        assertThat(LoggingSystem.get(getClass().getClassLoader())
                        .getLoggerConfiguration(GraphQlAutoConfiguration.class.getName()))
                .isNotNull()
                .extracting(LoggerConfiguration::getConfiguredLevel)
                .isEqualTo(LogLevel.WARN);
    }
}
