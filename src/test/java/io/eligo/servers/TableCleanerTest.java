package io.eligo.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.jobs.runtime.Heartbeat;
import io.eligo.jobs.runtime.RunLock;
import io.eligo.jobs.runtime.RunLocks;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class TableCleanerTest {
    @Autowired
    DataSource database;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunLocks runs;

    @Autowired
    Heartbeat heartbeat;

    @Test
    void areEmptiedDuringBackgroundWorkThatLocksThemInAnotherOrder() throws Exception {
        jdbc.sql("INSERT INTO batch.launch (job, arguments, requested_by, refusal) VALUES ('j', '{}', 'me', 'no')")
                .update();
        CompletableFuture<Void> emptied;
        try (Connection background = database.getConnection()) {
            background.setAutoCommit(false);
            background.createStatement().execute("LOCK TABLE deferral IN ROW EXCLUSIVE MODE");
            emptied = CompletableFuture.runAsync(() -> TableCleaner.empty(jdbc, "batch.launch, deferral"));
            await().until(this::somethingWaitsForTheBackground);
            background.createStatement().execute("LOCK TABLE batch.launch IN ROW EXCLUSIVE MODE");
            background.commit();
        }
        emptied.get(1, TimeUnit.MINUTES);
        assertThat(count("batch.launch")).isZero();
    }

    @Test
    void areEmptiedAfterRunningJobsHaveEnded() throws Exception {
        RunLock run = runs.acquire("retention", null).orElseThrow();
        heartbeat.register(run);
        var emptied = CompletableFuture.runAsync(() -> TableCleaner.empty(jdbc, "batch.launch"));
        await().until(() -> runs.lockAndCheckStopRequest(run));
        assertThat(emptied).isNotDone();
        heartbeat.deregister(run);
        runs.release(run);
        emptied.get(1, TimeUnit.MINUTES);
    }

    private boolean somethingWaitsForTheBackground() {
        return count("pg_locks WHERE relation = 'deferral'::regclass AND NOT granted") > 0;
    }

    private long count(String what) {
        return jdbc.sql("SELECT count(*) FROM " + what).query(Long.class).single();
    }
}
