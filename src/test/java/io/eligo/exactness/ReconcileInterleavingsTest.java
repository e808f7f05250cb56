package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.OfferGrantsReconciler;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A rebuild, a change of an offer and a change of a user, each stopped before one of its statements and resumed in every order: when
 * all have ended, the grants equal the rules.
 */
@EligoTest
@Import(StepGateDatabaseConfiguration.class)
class ReconcileInterleavingsTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID SOKO = new UUID(1, 2);
    private static final UUID OFFER = new UUID(2, 1);
    private static final UUID USER = new UUID(3, 1);
    private static final int STEPS = 14;
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    private static final RevocationHold HOLD_NOTHING = (user, revoked) -> new int[0];

    // A thread that has not reached its next statement by then is waiting for a lock.
    private static final long TIMEOUT_MILLIS = 40;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    OfferGrantsReconciler offerGrantsReconciler;

    @Autowired
    CustomerReader customerReader;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    DataSource database;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private int changeNumber;

    @BeforeEach
    void aFewUsers() {
        TableCleaner.empty(
                jdbc, "merchant, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program");
        run(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x'), ('%s', 'Soko', 'Active', 'x')"
                        .formatted(DUKA, SOKO));
        run("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES ('%s', '%s', 'c', true, '{New}', 1)
                """.formatted(OFFER, DUKA));
        run(
                "INSERT INTO customer_type (user_id, merchant_id, type) SELECT ('00000000-0000-0003-0000-00000000000' || n)::uuid, m, 'New' FROM generate_series(1, 5) n, unnest(ARRAY['%s', '%s']::uuid[]) m"
                        .formatted(DUKA, SOKO));
        rebuild();
        assertRight("at the start");
    }

    @Test
    void randomSample() throws InterruptedException {
        interleave(50);
    }

    @Test
    @Tag("long")
    void longRandomSample() throws InterruptedException {
        interleave(1_000);
    }

    private void interleave(int cases) throws InterruptedException {
        System.out.println("ReconcileInterleavingsTest: -Dseed=" + seed);
        for (int i = 0; i < cases; i++) {
            int[] stops = {random.nextInt(STEPS), random.nextInt(STEPS), random.nextInt(STEPS)};
            int[] begin = ORDERS[random.nextInt(6)];
            int[] order = ORDERS[random.nextInt(6)];
            runCase(stops, begin, order);
            assertThat(failures).isEmpty();
            assertRight("seed %d, case %d, stopped before %s, began %s, resumed %s"
                    .formatted(
                            seed,
                            i,
                            List.of(stops[0], stops[1], stops[2]),
                            List.of(begin[0], begin[1]),
                            List.of(order[0], order[1])));
        }
    }

    private void runCase(int[] stops, int[] begin, int[] order) throws InterruptedException {
        changeNumber++;
        List<Runnable> tasks = List.of(this::rebuild, this::offerChange, this::userChange);
        var gates = List.of(new StepGate(), new StepGate(), new StepGate());
        var threads = new ArrayList<Thread>();
        for (int actor : begin) {
            threads.add(gates.get(actor).start(() -> recordFailure(tasks.get(actor))));
            gates.get(actor).allowAndAwait(stops[actor], TIMEOUT_MILLIS);
        }
        for (int actor : order) {
            gates.get(actor).openAndAwait(TIMEOUT_MILLIS);
        }
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as("still waiting for a lock").isFalse();
        }
    }

    private void recordFailure(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    /** As the job does it: compare without locks, reconcile the users that differ, and those with revocations last. */
    private void rebuild() {
        var held = new ArrayList<UserBatch>();
        GrantsScan scan = reconciler.scan(UserRange.ALL_USERS);
        for (UserBatch userBatch = scan.nextForDeferral(3); userBatch != null; userBatch = scan.nextForDeferral(3)) {
            UserBatch some = userBatch;
            if (!some.toReconcile().isEmpty()
                    && (some.expectedChanges().revoked() > 0
                            || inTransactionReturning(() -> reconciler.confirmUnlessRevoking(some))
                                    .isEmpty())) {
                held.add(some);
            }
        }
        for (UserBatch some : held) {
            List<PendingWrites> kept = some.toPendingWrites(3);
            if (kept.isEmpty()) {
                inTransaction(() -> reconciler.confirm(some));
            } else {
                kept.forEach(piece -> inTransaction(() -> reconciler.confirmPending(piece, HOLD_NOTHING)));
            }
        }
    }

    private void offerChange() {
        String audience = List.of("{New}", "{Vip}", "{New,Vip}", "{}").get(changeNumber % 4);
        UUID merchant = changeNumber % 3 == 0 ? SOKO : DUKA;
        inTransaction(() -> run(
                "UPDATE cashback_configuration SET eligible_customer_types = '%s', merchant_id = '%s' WHERE id = '%s'"
                        .formatted(audience, merchant, OFFER)));
        int offerNo = jdbc.sql("SELECT offer_no FROM cashback_configuration WHERE id = ?")
                .param(OFFER)
                .query(Integer.class)
                .single();
        for (UUID each : List.of(DUKA, SOKO)) {
            List<UUID> users = customerReader.findCustomerIds(each, UserRange.ALL_USERS, 100);
            inTransaction(() -> offerGrantsReconciler.reconcile(each, List.of(offerNo), users));
        }
    }

    private void userChange() {
        String statement = switch (changeNumber % 4) {
            case 0 -> "DELETE FROM customer_type WHERE user_id = '%1$s'";
            case 1 ->
                "INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%1$s', '%2$s', 'New') ON CONFLICT DO NOTHING";
            case 2 -> "UPDATE customer_type SET type = 'Vip' WHERE user_id = '%1$s'";
            default ->
                "INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%1$s', '%3$s', 'Vip') ON CONFLICT DO NOTHING";
        };
        inTransaction(() -> run(statement.formatted(USER, DUKA, SOKO)));
        inTransaction(() -> reconciler.reconcile(List.of(USER)));
    }

    private void inTransaction(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> work.run());
    }

    private <T> T inTransactionReturning(Supplier<T> work) {
        return Objects.requireNonNull(new TransactionTemplate(transactions).execute(status -> work.get()));
    }

    private void assertRight(String when) {
        GrantsChecker.Report report = GrantsChecker.check(database);
        assertThat(report.differences()).as("%s: %s", when, report.examples()).isZero();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
