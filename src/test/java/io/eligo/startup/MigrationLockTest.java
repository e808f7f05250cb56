package io.eligo.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.TestServers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class MigrationLockTest {
    private final DriverManagerDataSource database = TestServers.emptyDatabase().dataSource();

    @Test
    void releasesTheLockRowOfAKilledProcess() throws Exception {
        migrate();
        makeMigrationPending();
        JdbcClient.create(database)
                .sql(
                        "UPDATE databasechangeloglock SET locked = true, lockgranted = now() - interval '1 day', lockedby = 'a dead one'")
                .update();
        migrate();
        assertThat(JdbcClient.create(database)
                        .sql("SELECT locked FROM databasechangeloglock")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }

    @Test
    void twoProcessesMigrateAnEmptyDatabaseInTurn() throws Exception {
        CompletableFuture<Void> other = CompletableFuture.runAsync(this::migrateUnchecked);
        migrate();
        other.get(1, TimeUnit.MINUTES);
    }

    // Without a pending migration Liquibase does not even take the lock.
    private void makeMigrationPending() {
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("DROP TABLE operator_action").update();
        jdbc.sql("DELETE FROM databasechangelog WHERE id = 'operator-actions'").update();
    }

    private void migrateUnchecked() {
        try {
            migrate();
        } catch (LiquibaseException e) {
            throw new IllegalStateException("migrating", e);
        }
    }

    private void migrate() throws LiquibaseException {
        var liquibase = new SpringLiquibase();
        liquibase.setDataSource(database);
        liquibase.setResourceLoader(new DefaultResourceLoader());
        liquibase.setChangeLog("classpath:db-changelog/changelog.yaml");
        var lock = new MigrationLock();
        lock.postProcessBeforeInitialization(liquibase, "liquibase");
        liquibase.afterPropertiesSet();
        lock.postProcessAfterInitialization(liquibase, "liquibase");
    }
}
