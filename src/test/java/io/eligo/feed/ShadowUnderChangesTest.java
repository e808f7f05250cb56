package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.cache.CacheFixture;
import io.eligo.catalog.Catalog;
import io.eligo.feed.ApiClient.ApiResponse;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.jobs.schedule.OutboxPollerFixture;
import io.eligo.rollout.shadow.ShadowCases;
import io.eligo.servers.TableCleaner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads are compared while loaders delete and reload rows, all columns change, the outbox is processed, the catalogue and the cache
 * follow, and the switch moves: no answer is called wrong.
 */
@ApiTest
class ShadowUnderChangesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");
    private static final int MIN_READS_OF_A_WORLD = 100;
    private static final int WORLDS = 50;
    private static final double MIN_STALE = 0.01;
    private static final double MIN_EQUAL = 0.25;

    private static final String OFFERS =
            "query ($filter: OfferFilter, $first: Int) { offers(first: $first, filter: $filter) { edges { node { id } } } }";
    private static final String OUTLETS =
            "query ($filter: OfferFilter, $first: Int) { outlets(first: $first, filter: $filter) { edges { node { id } } } }";
    private static final String ONE = "query ($id: ID!) { offer(id: $id) { id } }";

    @Autowired
    ApiClient apiClient;

    @Autowired
    ShadowFixture shadow;

    @Autowired
    ShadowCases cases;

    @Autowired
    DatasetLoader tables;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    Catalog catalog;

    @Autowired
    SettableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    private final AtomicBoolean running = new AtomicBoolean(true);
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void endShadow() {
        shadow.compareNone();
    }

    @Test
    void noAnswerIsCalledWrong() throws InterruptedException {
        compare(Long.getLong("seed", System.nanoTime()), 200);
    }

    @Test
    @Tag("long")
    void noneOfAHundredThousandAnswersIsCalledWrong() throws InterruptedException {
        compare(Long.getLong("seed", 1), Integer.getInteger("comparisons", 100_000));
    }

    private void compare(long seed, int comparisons) throws InterruptedException {
        System.out.printf("ShadowUnderChangesTest: -Dseed=%d, %d comparisons%n", seed, comparisons);
        var random = new Random(seed);
        clock.set(NOW);
        shadow.compareNone();
        TableCleaner.empty(jdbc, "shadow_case, outbox_event");
        ShadowFixture.Counts before = shadow.counts();
        List<Thread> background = List.of(
                repeat(() -> catalog.refresh(), 20),
                repeat(worker::runOnce, 20),
                repeat(cacheFixture::runOnce, 100),
                repeat(new RandomReloader(database, new Random(random.nextLong()), () -> {})::reload, 400),
                repeat(new RandomColumnWriter(jdbc, new Random(random.nextLong()))::change, 5));
        try {
            compareWorlds(random, comparisons, before);
        } finally {
            running.set(false);
            for (Thread thread : background) {
                thread.join();
            }
        }
        ShadowFixture.Counts counts = shadow.counts().minus(before);
        System.out.printf("ShadowUnderChangesTest: seed %d, %s%n", seed, counts);
        assertThat(failures).isEmpty();
        assertThat(counts.wrong())
                .as(() -> cases.findNewest(null, 3).stream()
                        .map(ShadowCases::toJson)
                        .toList()
                        .toString())
                .isZero();
        // Otherwise the changes would prove little.
        assertThat(counts).matches(all -> enoughOfBoth(all, comparisons), "enough of both");
    }

    /** In one world after another, because reloads that fail halfway leave fewer rows. */
    private void compareWorlds(Random random, int comparisons, ShadowFixture.Counts before) {
        var generator = new RandomDataset(random, NOW);
        int reads = Math.max(MIN_READS_OF_A_WORLD, comparisons / WORLDS);
        // On a slow machine few changes fall between the two reads of a comparison, on a busy one many: then it takes
        // more of
        // them.
        ShadowFixture.Counts counts = shadow.counts().minus(before);
        while (counts.compared() < comparisons
                || !enoughOfBoth(counts, comparisons) && counts.compared() < 10.0 * comparisons) {
            Dataset dataset = generator.generate();
            replaceWith(dataset);
            read(dataset, generator, random, reads);
            counts = shadow.counts().minus(before);
            System.out.printf("ShadowUnderChangesTest: %s%n", counts);
        }
    }

    private static boolean enoughOfBoth(ShadowFixture.Counts counts, int comparisons) {
        return counts.stale() > comparisons * MIN_STALE && counts.equal() > comparisons * MIN_EQUAL;
    }

    private void replaceWith(Dataset dataset) {
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                tables.replaceWith(dataset);
                return;
            } catch (DataAccessException e) {
                // The writers change the same rows.
            }
        }
        throw new AssertionError("the tables cannot be replaced");
    }

    private void read(Dataset dataset, RandomDataset generator, Random random, int reads) {
        List<UUID> users = new ArrayList<>(dataset.users().keySet());
        users.add(UUID.randomUUID());
        shadow.compareAll(random.nextInt(3) > 0);
        double finished = shadow.finished();
        int answered = 0;
        for (int i = 0; i < reads; i++) {
            UUID user = users.get(random.nextInt(users.size()));
            // A read of the query-time resolver may lose a deadlock against a loader that truncates several tables.
            answered += read(user, dataset, generator, random).body().has("errors") ? 0 : 1;
        }
        shadow.awaitFinished(finished + answered);
        assertThat(answered).isGreaterThan(reads / 2);
    }

    private ApiResponse read(UUID user, Dataset dataset, RandomDataset generator, Random random) {
        Filter filter = random.nextInt(3) == 0 ? new RandomFilters(random, generator).nextFilter(dataset) : Filter.NONE;
        var variables = new HashMap<String, Object>(filter.variables());
        variables.put("first", 1 + random.nextInt(20));
        return switch (random.nextInt(8)) {
            case 0 -> apiClient.execute(user, OUTLETS, variables);
            case 1 ->
                apiClient.execute(
                        user,
                        ONE,
                        Map.of("id", generator.oneOf(dataset.offers()).id().toString()));
            default -> apiClient.execute(user, OFFERS, variables);
        };
    }

    /** Repeats an action that may lose against others. */
    private Thread repeat(Runnable action, long pauseMillis) {
        var thread = new Thread(() -> {
            while (running.get()) {
                try {
                    action.run();
                } catch (TransientDataAccessException | IllegalStateException e) {
                    // A deadlock or a lock timeout; a loader reports it as IllegalStateException.
                } catch (DataAccessException e) {
                    // A row that another writer has deleted or inserted meanwhile.
                } catch (RuntimeException e) {
                    failures.add(e);
                    return;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
        });
        thread.start();
        return thread;
    }
}
