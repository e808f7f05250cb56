package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import liquibase.util.LiquibaseUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The build runs {@link MigrationTest} on the jar's Liquibase, and with {@code -Plong} on Liquibase 5 as well. */
class LiquibaseVersionTest {
    @Test
    @EnabledIfSystemProperty(named = "liquibase", matches = ".+", disabledReason = "set by Maven only")
    void theMigrationsRunOnTheVersionThatTheBuildNames() {
        assertThat(LiquibaseUtil.getBuildVersion()).isEqualTo(System.getProperty("liquibase"));
    }
}
