package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.cache.CacheFixture;
import io.eligo.catalog.Catalog;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsWithSource;
import io.eligo.mutations.ErasureFixture;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import io.eligo.servers.ReplicationPublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Random faults under load. SQL clients change the source tables, loaders delete and reload rows, a second server replicates rows into
 * them, users are erased, servers process the outbox, and rebuilds run; servers and rebuilds are killed at random. When the queue is
 * empty, the grants equal the rules, and so do the copies in Redis; the same holds after all nodes were restarted.
 */
@EligoTest
@TestPropertySource(properties = "test.database=of-its-own-too")
class ConsistencyUnderFaultsTest {
    private static final int MIN_TRANSACTIONS = 100;
    private static final int WRITERS = 8;
    private static final int LOADERS = 2;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource source;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    DataRedisConnectionDetails redis;

    @Autowired
    Grants grants;

    @Autowired
    Catalog catalog;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    ErasureFixture erasure;

    @Autowired
    PlatformTransactionManager transactions;

    /** Null where the servers do not support replication. */
    private @Nullable RandomReplicatedWriter replicated;

    private int copies;

    @AfterEach
    void endReplication() {
        if (replicated != null) {
            replicated.close();
        }
    }

    @Test
    void grantsStayRightWhileServersAreKilledUnderLoad() throws InterruptedException {
        runWithFaults(Long.getLong("seed", System.nanoTime()), Duration.ofSeconds(12));
    }

    @Test
    @Tag("long")
    void grantsStayRightInTwentyRunsOfAMinute() throws InterruptedException {
        for (long seed = 1; seed <= 20; seed++) {
            runWithFaults(seed, Duration.ofMinutes(1));
        }
        assertThat(copies).as("copies compared").isPositive();
    }

    private void runWithFaults(long seed, Duration duration) throws InterruptedException {
        System.out.println("ConsistencyUnderFaultsTest: -Dseed=" + seed);
        var random = new Random(seed);
        EligoProcess.prepare();
        fill(random);
        evictAllNow();
        long end = System.nanoTime() + duration.toNanos();
        var writers = new ArrayList<RandomSqlWriter>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            var writer = new RandomSqlWriter(database, random.nextLong());
            writers.add(writer);
            threads.add(new Thread(() -> writer.writeUntil(end)));
        }
        var loaders = new ArrayList<RandomReloadWriter>();
        for (int i = 0; i < LOADERS; i++) {
            var loader = new RandomReloadWriter(database, random.nextLong());
            loaders.add(loader);
            threads.add(new Thread(() -> loader.reloadUntil(end, end - duration.toNanos() / 2)));
        }
        if (replicated != null) {
            RandomReplicatedWriter other = replicated;
            threads.add(new Thread(() -> other.writeUntil(end, end - duration.toNanos() / 2)));
        }
        var erased = new AtomicInteger();
        var erasures = new Random(random.nextLong());
        threads.add(new Thread(() -> eraseUntil(end, erasures, erased)));
        var failures = new ConcurrentLinkedQueue<Throwable>();
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((failed, e) -> failures.add(e)));
        threads.forEach(Thread::start);
        var reads = new AtomicBoolean(true);
        var reader = new Thread(() -> readWhile(reads, new Random(seed)));
        reader.setDaemon(true);
        reader.start();
        EligoProcess server = server();
        int killed = 0;
        while (System.nanoTime() < end) {
            EligoProcess rebuild = EligoProcess.start(EligoProcess.environmentFor(database), "run", "full-rebuild");
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
        assertThat(failures).as("seed %d: writers that failed", seed).isEmpty();
        // A slow machine commits fewer transactions in the time, and goes on until they are enough.
        for (int i = 0; i < WRITERS * 30 && committed(writers) <= MIN_TRANSACTIONS; i++) {
            writers.get(i % WRITERS).writeUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
        }
        for (int i = 0; i < 60 && loaders.get(0).committed() == 0; i++) {
            loaders.get(0).reloadUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(1), 0);
        }
        for (int i = 0; i < 60 && erased.get() == 0; i++) {
            eraseUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(1), erasures, erased);
        }
        long written = committed(writers);
        long reloaded =
                loaders.stream().mapToLong(RandomReloadWriter::committed).sum();
        try {
            awaitEmptyQueue(server);
            System.out.printf(
                    "ConsistencyUnderFaultsTest: seed %d, %d transactions and %d reloads committed, %d replicated, %d users erased, %d servers killed%n",
                    seed, written, reloaded, replicated == null ? 0 : replicated.committed(), erased.get(), killed);
            assertThatGrantsAreRight(seed, "when the queue is empty");
            writeWhileThereAreCopies(duration.dividedBy(6), random);
            awaitEmptyQueue(server);
        } finally {
            reads.set(false);
            reader.join();
            server.terminate();
        }
        assertThatGrantsAreRight(seed, "after changes while there were copies");
        assertThat(written).isGreaterThan(MIN_TRANSACTIONS);
        assertThat(reloaded).isPositive();
        assertThat(erased.get()).isPositive();
        server.exitCode();
        assertThatCopiesAreRight(seed);
        assertThatRestartedNodesFindNoDifference(seed);
    }

    private static long committed(List<RandomSqlWriter> writers) {
        return writers.stream().mapToLong(RandomSqlWriter::committed).sum();
    }

    private void fill(Random random) throws InterruptedException {
        if (replicated == null && ReplicationPublisher.isAvailable()) {
            replicated = new RandomReplicatedWriter(jdbc, random.nextLong());
        }
        if (replicated != null) {
            replicated.empty();
        }
        new RandomSqlWriter(database, random.nextLong()).fill();
        if (replicated != null) {
            replicated.fill();
        }
    }

    private void awaitEmptyQueue(EligoProcess server) throws InterruptedException {
        if (replicated != null) {
            replicated.awaitApplied();
        }
        try {
            Awaitility.await()
                    // A node that was started beside other builds needed almost three minutes to start.
                    .atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> count("outbox_event") == 0);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "outbox not empty: "
                            + jdbc.sql("SELECT * FROM outbox_event LIMIT 3")
                                    .query()
                                    .listOfRows() + server.outputLines(),
                    e);
        }
    }

    /** A killed server leaves the cache closed for a while. Here no server is killed, so copies exist while rows change. */
    private void writeWhileThereAreCopies(Duration duration, Random random) throws InterruptedException {
        cacheFixture.awaitOpen();
        RandomSqlWriter.users().forEach(grants::get);
        long end = System.nanoTime() + duration.toNanos();
        var writer = new RandomSqlWriter(database, random.nextLong());
        if (replicated == null) {
            writer.writeUntil(end);
        } else {
            RandomReplicatedWriter other = replicated;
            var thread = new Thread(() -> other.writeUntil(end, 0));
            thread.start();
            writer.writeUntil(end);
            thread.join();
        }
    }

    private void assertThatGrantsAreRight(long seed, String when) {
        GrantsChecker.Report report = GrantsChecker.check(source);
        System.out.printf("ConsistencyUnderFaultsTest: seed %d, %s: %s%n", seed, when, report);
        assertThat(report.differences())
                .as("seed %d, %s: %s", seed, when, report.examples())
                .isZero();
    }

    /** A rebuild is an audit: it reads everything anew, and also finds no difference. */
    private void assertThatRestartedNodesFindNoDifference(long seed) throws InterruptedException {
        EligoProcess server = server();
        EligoProcess rebuild = EligoProcess.start(EligoProcess.environmentFor(database), "run", "full-rebuild");
        assertThat(rebuild.exitCode())
                .as("seed %d: %s", seed, rebuild.outputLines())
                .isZero();
        assertThat(String.join("\n", rebuild.outputLines())).as("seed %d", seed).contains(" 0 granted, 0 revoked");
        server.terminate();
        server.exitCode();
        assertThat(count("outbox_event"))
                .as("seed %d: pending or parked events", seed)
                .isZero();
        assertThatGrantsAreRight(seed, "after all nodes have started anew");
    }

    private void eraseUntil(long end, Random random, AtomicInteger erased) {
        while (System.nanoTime() < end) {
            if (erasure.erase(RandomSqlWriter.user(random))) {
                erased.incrementAndGet();
            }
            try {
                Thread.sleep(random.nextInt(200));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Without the event of the emptied tables: it could be processed last, and would leave no copies to compare. */
    private void evictAllNow() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.sql("DELETE FROM outbox_event WHERE kind = 'all'").update();
            grants.evictAll();
        });
    }

    /** Fills the cache with copies: of users who change, and of users without a row. */
    private void readWhile(AtomicBoolean reads, Random random) {
        while (reads.get()) {
            try {
                cacheFixture.runOnce();
                catalog.refresh();
                for (int i = 0; i < 100; i++) {
                    grants.get(RandomSqlWriter.user(random));
                }
            } catch (PessimisticLockingFailureException e) {
                // A deadlock with a loader that truncates several tables: a server's refresher tries again, too.
            }
        }
    }

    private void assertThatCopiesAreRight(long seed) {
        cacheFixture.recoverEvictions();
        var compared = new AtomicInteger();
        RandomSqlWriter.users().forEach(user -> {
            if (compared.get() % 50 == 0) {
                catalog.refresh();
            }
            GrantsWithSource grantsWithSource = grants.get(user);
            compared.addAndGet(grantsWithSource.source() == GrantsWithSource.GrantsSource.CACHE ? 1 : 0);
            assertThat(grantsWithSource.grants())
                    .as("seed %d, user %s", seed, user)
                    .isEqualTo(grants.getUncached(user).grants());
        });
        System.out.printf("ConsistencyUnderFaultsTest: seed %d, %d copies compared%n", seed, compared.get());
        copies += compared.get();
    }

    private EligoProcess server() {
        var servers = new HashMap<>(EligoProcess.environmentFor(database));
        DataRedisConnectionDetails.Standalone one = redis.getStandalone();
        if (one != null) {
            servers.put("SPRING_DATA_REDIS_URL", "redis://%s:%d".formatted(one.getHost(), one.getPort()));
        }
        return EligoProcess.start(
                servers,
                "--server.port=0",
                "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://localhost/none",
                "--spring.quartz.properties.org.quartz.jobStore.clusterCheckinInterval=500",
                "--eligo.nodes.heartbeat-interval=PT0.3S",
                "--eligo.nodes.dead-after=PT1.5S",
                "--eligo.outbox.lease-duration=PT2S");
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
