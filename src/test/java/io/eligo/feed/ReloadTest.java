package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.AudienceIndexVerifier;
import io.eligo.catalog.Catalog;
import io.eligo.exactness.GrantsChecker;
import io.eligo.jobs.schedule.OutboxPollerFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Loaders delete rows and insert them again with their ids, while the outbox is processed and the catalogue refreshed.
 * Afterwards, grants, feeds, the SQL view and the audience index are the same as after a full read.
 */
@ApiTest
class ReloadTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    @Autowired
    FourWayComparison paths;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    Catalog catalog;

    @Autowired
    AudienceIndexVerifier audienceIndexVerifier;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Test
    void whatIsReloadedIsAsIfItHadNeverBeenThereBefore() {
        reload(Long.getLong("seed", System.nanoTime()), 25);
    }

    @Tag("long")
    @Test
    void whatIsReloadedManyTimesIsTheSame() {
        for (long seed = 1; seed <= 5; seed++) {
            reload(seed, 300);
        }
    }

    private void reload(long seed, int rounds) {
        System.out.printf("ReloadTest: -Dseed=%d, %d rounds%n", seed, rounds);
        var random = new Random(seed);
        Dataset dataset = new RandomDataset(random, NOW).generate();
        clock.set(NOW);
        tables.replaceWith(dataset);
        jdbc.sql("DELETE FROM outbox_event").update();
        audienceIndexVerifier.assertMatchesFullRead("seed %d".formatted(seed));
        var randomReloader = new RandomReloader(database, random, this::follow);
        List<UUID> users = new ArrayList<>(dataset.users().keySet());
        users.add(UUID.randomUUID());
        int shown = 0;
        for (int round = 0; round < rounds; round++) {
            String when = "seed %d, round %d: %s".formatted(seed, round, randomReloader.reload());
            follow();
            worker.drain();
            assertThat(parked()).as(when).isZero();
            audienceIndexVerifier.assertMatchesFullRead(when);
            GrantsChecker.Report report = GrantsChecker.check(database);
            assertThat(report.differences())
                    .as("%s: %s", when, report.examples())
                    .isZero();
            for (int i = 0; i < 4; i++) {
                shown += agree(users.get(random.nextInt(users.size())), when);
            }
        }
        // Otherwise the random data would prove little.
        assertThat(shown).isGreaterThan(rounds * 10);
    }

    private void follow() {
        worker.runOnce();
        catalog.refresh();
    }

    private int agree(UUID user, String when) {
        try {
            return paths.assertAgreement(user, NOW);
        } catch (AssertionError e) {
            throw new AssertionError(when, e);
        }
    }

    private long parked() {
        return jdbc.sql("SELECT count(*) FROM outbox_event").query(Long.class).single();
    }
}
