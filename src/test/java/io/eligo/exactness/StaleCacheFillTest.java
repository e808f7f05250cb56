package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.cache.CacheFixture;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.catalog.Catalog;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsWithSource;
import io.eligo.grants.OtherNodeFixture;
import io.eligo.grants.store.RelationPacking;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Readers (GET, lease, read of the table, store) and a change (commit, eviction), one step at a time in every order: a read that
 * begins after the eviction has returned sees the change.
 */
@EligoTest
// On a busy machine the steps of an order take longer than a node trusts its view of the cache by default.
@TestPropertySource(properties = "eligo.cache.max-staleness=PT3S")
@Import({StepGateDatabaseConfiguration.class, StepGateRedisCallsConfiguration.class})
class StaleCacheFillTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID USER = new UUID(3, 1);
    private static final int STEPS_OF_A_READER = 4;
    private static final int STEPS_OF_THE_CHANGE = 2;
    private static final long TIMEOUT_MILLIS = 5_000;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    Catalog catalog;

    @Autowired
    LeasedCacheFactory leasedCacheFactory;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    MeterRegistry meters;

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private CustomerType type = CustomerType.NEW;
    private int ordersRun;
    private int ordersThroughRedis;

    @BeforeEach
    void aCustomer() {
        TableCleaner.empty(
                jdbc, "merchant, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program");
        run("INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x')"
                .formatted(DUKA));
        run("INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'New')".formatted(USER, DUKA));
        inTransaction(() -> reconciler.reconcile(List.of(USER)));
        cacheFixture.awaitOpen();
    }

    // A read that Redis does not answer in time reads the table: its order shows nothing.
    @AfterEach
    void redisHasAnsweredMostOrders() {
        assertThat(ordersThroughRedis).isGreaterThan(ordersRun / 2);
    }

    @Test
    void aReaderInEveryOrder() throws InterruptedException {
        for (String order : orders(1)) {
            runInOrder(order, false);
            runInOrder(order, true);
        }
    }

    @Test
    void aReaderOfAUserWithoutARow() throws InterruptedException {
        for (String order : orders(1)) {
            run("DELETE FROM user_grants");
            runInOrder(order, true);
        }
    }

    @Test
    void twoReadersInManyOrders() throws InterruptedException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("StaleCacheFillTest: -Dseed=" + seed);
        List<String> orders = new ArrayList<>(orders(2));
        Collections.shuffle(orders, new Random(seed));
        for (String order : orders.subList(0, 60)) {
            runInOrder(order, order.hashCode() % 2 == 0);
        }
    }

    @Test
    @Tag("long")
    void twoReadersInEveryOrder() throws InterruptedException {
        for (String order : orders(2)) {
            runInOrder(order, false);
            runInOrder(order, true);
        }
    }

    /**
     * @param order {@code a} and {@code b} are steps of the readers, {@code E} of the change
     * @param readsWhenReturned whether another node reads as soon as the eviction has returned
     */
    private void runInOrder(String order, boolean readsWhenReturned) throws InterruptedException {
        catalog.refresh();
        double errorsBefore = cacheErrors();
        CustomerType before = type;
        type = before == CustomerType.NEW ? CustomerType.VIP : CustomerType.NEW;
        inTransaction(() -> grants.evict(List.of(USER)));
        cacheFixture.awaitEvictions();
        run("UPDATE customer_type SET type = '%s'".formatted(type.spelling()));
        var change = new StepGate();
        Thread changing =
                change.start(() -> recordFailure(() -> inTransaction(() -> reconciler.reconcile(List.of(USER)))));
        int changed = upToItsCommit(change);

        var readers = new StepGate[] {new StepGate(), new StepGate()};
        var nodes = new OtherNodeFixture[] {otherNode(), otherNode()};
        var reading = new ArrayList<Thread>();
        var steps = new int[2];
        int returned = changed + STEPS_OF_THE_CHANGE;
        for (char step : order.toCharArray()) {
            if (step == 'E') {
                change.allowAndAwait(++changed, TIMEOUT_MILLIS);
                if (changed == returned) {
                    cacheFixture.awaitEvictions();
                    if (readsWhenReturned) {
                        assertThat(read(otherNode())).as(order).isEqualTo(type);
                    }
                }
                continue;
            }
            int reader = step - 'a';
            if (steps[reader] == 0) {
                boolean late = changed == returned;
                reading.add(readers[reader].start(() -> recordFailure(() -> {
                    CustomerType seen = read(nodes[reader]);
                    assertThat(seen).as(order).isIn(late ? List.of(type) : List.of(before, type));
                })));
            }
            readers[reader].allowAndAwait(++steps[reader], TIMEOUT_MILLIS);
        }
        for (StepGate reader : readers) {
            reader.openAndAwait(1);
        }
        for (Thread thread : reading) {
            thread.join();
        }
        changing.join();
        assertThat(failures).isEmpty();
        ordersRun++;
        ordersThroughRedis += cacheErrors() == errorsBefore ? 1 : 0;
        assertThat(read(otherNode())).as(order).isEqualTo(type);
        assertThat(read(otherNode())).as(order).isEqualTo(type);
    }

    private double cacheErrors() {
        return meters.get("offers.cache.requests")
                .tag("result", "error")
                .counter()
                .count();
    }

    private static int upToItsCommit(StepGate change) throws InterruptedException {
        int allowed = 0;
        while (!change.steps().contains("commit")) {
            change.allowAndAwait(allowed++, TIMEOUT_MILLIS);
        }
        return change.steps().size() - 1;
    }

    private OtherNodeFixture otherNode() {
        return new OtherNodeFixture(leasedCacheFactory, grants, catalog);
    }

    private static CustomerType read(OtherNodeFixture node) {
        GrantsWithSource grantsWithSource = node.get(USER);
        return RelationPacking.customerType(grantsWithSource.grants().relations()[0]);
    }

    private static List<String> orders(int readers) {
        var orders = new ArrayList<String>();
        extend("", STEPS_OF_A_READER, readers > 1 ? STEPS_OF_A_READER : 0, STEPS_OF_THE_CHANGE, orders);
        return orders;
    }

    private static void extend(String order, int a, int b, int change, List<String> orders) {
        if (a + b + change == 0) {
            orders.add(order);
        }
        if (a > 0) {
            extend(order + "a", a - 1, b, change, orders);
        }
        if (b > 0) {
            extend(order + "b", a, b - 1, change, orders);
        }
        if (change > 0) {
            extend(order + "E", a, b, change - 1, orders);
        }
    }

    private void recordFailure(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private void inTransaction(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> work.run());
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
