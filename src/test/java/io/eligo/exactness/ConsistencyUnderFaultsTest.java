package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.bench.GrantsChecker;
import io.eligo.cache.CacheFixture;
import io.eligo.catalog.Catalog;
import io.eligo.grants.Grants;
import io.eligo.grants.ResolvedGrants;
import io.eligo.mutations.ErasureFixture;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import io.eligo.servers.ReplicationPublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writers that know nothing of the program change the sources, loaders take rows away and bring them again, other rows are replicated
 * from another server, users are erased, servers process the outbox and rebuilds run, and all of these are killed at random: when the queue is empty, the grants are what the rules
 * say, and so are their copies in Redis; and the same after all nodes have started anew.
 */
@EligoTest
@Import({CacheFixture.class, ErasureFixture.class})
@TestPropertySource(properties = "eligo.test.database=of-its-own-too")
class ConsistencyUnderFaultsTest {
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

    /** Null where replication is not possible. */
    private @Nullable RandomReplicatedWriter replicated;

    private int copies;

    @AfterEach
    void endReplication() {
        if (replicated != null) {
            replicated.close();
        }
    }

    @Test
    void whateverIsKilledWhileManyWrite() throws InterruptedException {
        runWithFaults(Long.getLong("seed", System.nanoTime()), Duration.ofSeconds(12));
    }

    @Test
    @Tag("long")
    void twentyTimesAMinute() throws InterruptedException {
        for (long seed = 1; seed <= 20; seed++) {
            runWithFaults(seed, Duration.ofMinutes(1));
        }
        assertThat(copies).as("copies compared").isPositive();
    }

    private void runWithFaults(long seed, Duration howLong) throws InterruptedException {
        System.out.println("ConsistencyUnderFaultsTest: -Dseed=" + seed);
        var random = new Random(seed);
        fill(random);
        evictEverybodyNow();
        long end = System.nanoTime() + howLong.toNanos();
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
            threads.add(new Thread(() -> loader.reloadUntil(end, end - howLong.toNanos() / 2)));
        }
        if (replicated != null) {
            RandomReplicatedWriter other = replicated;
            threads.add(new Thread(() -> other.writeUntil(end, end - howLong.toNanos() / 2)));
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
        long written = writers.stream().mapToLong(RandomSqlWriter::committed).sum();
        long reloaded =
                loaders.stream().mapToLong(RandomReloadWriter::committed).sum();
        try {
            awaitEmptyQueue(server);
            System.out.printf(
                    "ConsistencyUnderFaultsTest: seed %d, %d transactions and %d reloads committed, %d replicated, %d users erased, %d servers killed%n",
                    seed, written, reloaded, replicated == null ? 0 : replicated.committed(), erased.get(), killed);
            assertThatGrantsAreRight(seed, "when the queue is empty");
            writeWhileThereAreCopies(howLong.dividedBy(6), random);
            awaitEmptyQueue(server);
        } finally {
            reads.set(false);
            reader.join();
            server.terminate();
        }
        assertThatGrantsAreRight(seed, "after changes while there were copies");
        assertThat(written).isGreaterThan(100);
        assertThat(reloaded).isPositive();
        assertThat(erased.get()).isPositive();
        server.exitCode();
        assertThatCopiesAreRight(seed);
        assertThatNewNodesFindNothingToDo(seed);
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
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> count("outbox_event") == 0);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "still waiting: "
                            + jdbc.sql("SELECT * FROM outbox_event LIMIT 3")
                                    .query()
                                    .listOfRows() + server.outputLines(),
                    e);
        }
    }

    /** Servers that are killed have the cache closed for a while: here none is, so that its copies outlive changes. */
    private void writeWhileThereAreCopies(Duration howLong, Random random) throws InterruptedException {
        cacheFixture.awaitOpen();
        RandomSqlWriter.users().forEach(grants::get);
        long end = System.nanoTime() + howLong.toNanos();
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

    /** A rebuild is an audit: its own reading of everything finds no difference either. */
    private void assertThatNewNodesFindNothingToDo(long seed) throws InterruptedException {
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

    /** And not with the event of the emptied tables, which might be done last of all and leave no copies to compare. */
    private void evictEverybodyNow() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.sql("DELETE FROM outbox_event WHERE kind = 'everybody'").update();
            grants.evictAll();
        });
    }

    /** So that there are copies: of whom somebody changes, and of whom nobody has a row yet. */
    private void readWhile(AtomicBoolean reads, Random random) {
        while (reads.get()) {
            cacheFixture.runOnce();
            catalog.refresh();
            for (int i = 0; i < 100; i++) {
                grants.get(RandomSqlWriter.user(random));
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
            ResolvedGrants resolvedGrants = grants.get(user);
            compared.addAndGet(resolvedGrants.source() == ResolvedGrants.GrantsSource.CACHE ? 1 : 0);
            assertThat(resolvedGrants.grants())
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
                "--eligo.nodes.heartbeat=PT0.3S",
                "--eligo.nodes.dead-after=PT1.5S",
                "--eligo.outbox.lease=PT2S");
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
