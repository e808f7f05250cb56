package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsWithSource;
import io.eligo.grants.OtherNodeFixture;
import io.eligo.grants.store.RelationPacking;
import io.eligo.servers.TableCleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Customers who move from merchant to merchant, always to the next one, while many readers read their grants: so every answer
 * shows its age. A read that begins after the eviction of a move has returned must not show the previous merchant.
 */
final class MovingCustomersFixture {
    private static final int USERS = 40;
    private static final int MERCHANTS = 5_000;
    private static final int READERS = 8;
    private static final int MOVES_PER_TRANSACTION = 8;

    private final JdbcClient jdbc;
    private final Grants grants;
    private final GrantsReconciler reconciler;
    private final OtherNodeFixture otherNode;
    private final TransactionTemplate transaction;
    private final List<UUID> users =
            IntStream.range(0, USERS).mapToObj(i -> UUID.randomUUID()).toList();
    private final List<UUID> merchants = new ArrayList<>();
    private final List<Integer> merchantNos = new ArrayList<>();
    private final AtomicIntegerArray confirmedPositions = new AtomicIntegerArray(USERS);
    private final int[] positions = new int[USERS];
    private final Queue<Object> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    MovingCustomersFixture(
            JdbcClient jdbc,
            Grants grants,
            GrantsReconciler reconciler,
            OtherNodeFixture otherNode,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.grants = grants;
        this.reconciler = reconciler;
        this.otherNode = otherNode;
        this.transaction = new TransactionTemplate(transactions);
    }

    List<UUID> users() {
        return users;
    }

    Queue<Object> failures() {
        return failures;
    }

    void insertCustomers() {
        TableCleaner.empty(jdbc, "merchant, customer_type, user_grants");
        jdbc.sql("""
                        INSERT INTO merchant (id, business_name, status, category)
                        SELECT gen_random_uuid(), 'm', 'Active', 'x' FROM generate_series(1, ?) RETURNING id, merchant_no
                        """)
                .param(MERCHANTS)
                .query((row, n) -> {
                    merchants.add(row.getObject(1, UUID.class));
                    return merchantNos.add(row.getInt(2));
                })
                .list();
        transaction.executeWithoutResult(status -> {
            users.forEach(
                    user -> jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'New')")
                            .params(user, merchants.get(0))
                            .update());
            reconciler.reconcile(users);
        });
    }

    void start() {
        running = true;
        for (int i = 0; i < READERS; i++) {
            var random = new Random(i);
            boolean here = i % 2 == 0;
            startLoop(() -> read(random.nextInt(USERS), here));
        }
        var random = new Random(99);
        startLoop(() -> move(random));
    }

    private void startLoop(Runnable work) {
        var thread = new Thread(() -> {
            while (running) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
        });
        threads.add(thread);
        thread.start();
    }

    void stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void read(int user, boolean here) {
        int minimum = confirmedPositions.get(user);
        GrantsWithSource grantsWithSource = here ? grants.get(users.get(user)) : otherNode.get(users.get(user));
        int seen = merchantNos.indexOf(
                RelationPacking.merchantNo(grantsWithSource.grants().relations()[0]));
        if (seen < minimum) {
            failures.add("user %d is at %d, a reader saw %d".formatted(user, minimum, seen));
        }
        pause(1);
    }

    private void move(Random random) {
        int first = random.nextInt(USERS - MOVES_PER_TRANSACTION);
        List<UUID> moved = users.subList(first, first + MOVES_PER_TRANSACTION);
        transaction.executeWithoutResult(status -> {
            for (int user = first; user < first + MOVES_PER_TRANSACTION; user++) {
                jdbc.sql("UPDATE customer_type SET merchant_id = ? WHERE user_id = ?")
                        .params(merchants.get(positions[user] + 1), users.get(user))
                        .update();
            }
            reconciler.reconcile(moved);
        });
        while (hasPendingEvictions(moved)) {
            pause(2);
        }
        for (int user = first; user < first + MOVES_PER_TRANSACTION; user++) {
            confirmedPositions.set(user, ++positions[user]);
        }
        pause(10);
    }

    private boolean hasPendingEvictions(List<UUID> moved) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM cache_eviction WHERE users && ?)")
                .param(moved.toArray(UUID[]::new))
                .query(Boolean.class)
                .single();
    }

    void assertCachedGrantsMatchTable() {
        for (UUID user : users) {
            assertThat(grants.get(user).grants())
                    .isEqualTo(grants.getUncached(user).grants());
        }
        assertThat(positions).isNotEqualTo(new int[USERS]);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
