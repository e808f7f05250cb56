package io.eligo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.catalog.Catalog;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class CatalogAfterJobsTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    Catalog catalog;

    @Test
    void followsAJobThatAnotherProcessRan() {
        UUID offer = UUID.randomUUID();
        jdbc.sql(
                        "INSERT INTO exclusive_offer (id, name, start_date, end_date, is_active, net_offer_budget) VALUES (?, 'x', now(), now(), true, 1)")
                .param(offer)
                .update();
        assertThat(catalog.current().offer(offer)).isNull();
        EligoProcess job = EligoProcess.start(EligoProcess.on(database), "run", "full-rebuild");
        assertThat(job.exitCode()).as("%s", job.lines()).isZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> catalog.current().offer(offer) != null);
    }
}
