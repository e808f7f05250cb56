package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.bench.GrantsChecker;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Writers that know nothing of the program change the sources while servers work off the outbox and rebuilds run, and all of these
 * are killed at random: when the queue is empty, the grants are what the rules say.
 */
@EligoTest
@TestPropertySource(properties = "eligo.test.database=of-its-own-too")
class NothingLostTest {
    private static final int WRITERS = 8;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource source;

    @Autowired
    JdbcConnectionDetails database;

    @Test
    void whateverIsKilledWhileManyWrite() throws InterruptedException {
        disturb(Long.getLong("seed", System.nanoTime()), Duration.ofSeconds(12));
    }

    @Test
    @Tag("long")
    void tenTimesAMinute() throws InterruptedException {
        for (long seed = 1; seed <= 10; seed++) {
            disturb(seed, Duration.ofMinutes(1));
        }
    }

    private void disturb(long seed, Duration howLong) throws InterruptedException {
        System.out.println("NothingLostTest: -Dseed=" + seed);
        var random = new Random(seed);
        new PlainWriter(database, random.nextLong()).fill();
        long end = System.nanoTime() + howLong.toNanos();
        var writers = new ArrayList<PlainWriter>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            var writer = new PlainWriter(database, random.nextLong());
            writers.add(writer);
            threads.add(new Thread(() -> writer.writeUntil(end)));
        }
        threads.forEach(Thread::start);
        EligoProcess server = server();
        int killed = 0;
        while (System.nanoTime() < end) {
            EligoProcess rebuild = EligoProcess.start(EligoProcess.on(database), "run", "full-rebuild");
            Thread.sleep(2_000 + random.nextInt(4_000));
            rebuild.kill();
            if (killed == 0 || random.nextBoolean()) {
                server.kill();
                killed++;
                server = server();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long written = writers.stream().mapToLong(PlainWriter::committed).sum();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> count("outbox_event") == 0);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "still waiting: "
                            + jdbc.sql("SELECT * FROM outbox_event LIMIT 3")
                                    .query()
                                    .listOfRows() + server.lines(),
                    e);
        } finally {
            server.terminate();
        }
        GrantsChecker.Report report = GrantsChecker.check(source);
        System.out.printf(
                "NothingLostTest: seed %d, %d transactions committed, %d servers killed: %s%n",
                seed, written, killed, report);
        assertThat(report.differences())
                .as("seed %d: %s", seed, report.examples())
                .isZero();
        assertThat(written).isGreaterThan(100);
        server.exitCode();
    }

    private EligoProcess server() {
        return EligoProcess.start(
                EligoProcess.on(database),
                "--server.port=0",
                "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://localhost/none",
                "--spring.quartz.properties.org.quartz.jobStore.clusterCheckinInterval=500",
                "--eligo.outbox.lease=PT2S");
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
