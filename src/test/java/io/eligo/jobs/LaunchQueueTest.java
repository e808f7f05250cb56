package io.eligo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.LaunchQueue.LaunchOutcome;
import io.eligo.jobs.runtime.NodeRegistry;
import io.eligo.servers.EligoTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class LaunchQueueTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    LaunchQueue launches;

    @Autowired
    NodeRegistry nodes;

    /** As after a restart of PostgreSQL while the launch waited for the active run of its job. */
    @Test
    void repeatsALaunchWhoseThreadLostTheDatabase() {
        long launch = claimedLaunch(nodes.self());
        Awaitility.await()
                .untilAsserted(() -> assertThat(launches.getOutcome(launch)).matches(LaunchOutcome::isKnown));
    }

    /** Refused at once by any node that claims it, because of its argument. */
    private long claimedLaunch(String by) {
        return jdbc.sql("""
                        INSERT INTO batch.launch (job, arguments, requested_by, claimed_by, claimed_at)
                        VALUES ('retention', '{"no-such": "argument"}', 'test', ?, now()) RETURNING id
                        """).param(by).query(Long.class).single();
    }
}
