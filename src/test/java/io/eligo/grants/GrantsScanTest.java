package io.eligo.grants;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.RowDiff;
import io.eligo.grants.reconcile.UnlockedComparison;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.GrantsTable;
import io.eligo.grants.store.RelationPacking;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EligoTest
class GrantsScanTest {
    private static final RevocationHold HOLD_NOTHING = (user, revoked) -> new int[0];

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    CustomerReader customerReader;

    @Autowired
    GrantsTable table;

    @Autowired
    UserLocks userLocks;

    @Autowired
    AudienceIndexCache audienceIndexCache;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void empty() {
        TableCleaner.empty(
                jdbc, "merchant, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program");
    }

    @Test
    void returnsEachUserOnceInOrderAcrossPages() {
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c' FROM generate_series(1, 7)")
                .update();
        jdbc.sql(
                        "INSERT INTO customer_type SELECT md5(u::text)::uuid, id, 'New' FROM merchant, generate_series(1, 4000) u")
                .update();
        jdbc.sql(
                        "INSERT INTO user_grants (user_id, offer_nos, relations) SELECT md5(u::text)::uuid, '{}', '{}' FROM generate_series(2001, 27000) u")
                .update();
        List<UUID> expected = jdbc.sql("SELECT md5(u::text)::uuid FROM generate_series(1, 27000) u ORDER BY 1")
                .query(UUID.class)
                .list();
        assertThat(scan(UserRange.ALL_USERS)).extracting(RowDiff::userId).containsExactlyElementsOf(expected);
        assertThat(scan(UserRange.ALL_USERS))
                .filteredOn(user -> user.desired() == null)
                .hasSize(23_000);
        assertThat(scan(UserRange.ALL_USERS)).filteredOn(user -> !user.hasRow()).hasSize(2000);
        assertThat(scan(new UserRange(expected.get(10), expected.get(20))))
                .extracting(RowDiff::userId)
                .containsExactlyElementsOf(expected.subList(10, 21));
    }

    /**
     * Of a hundred users, {@code wrong} have a wrong row. Depending on their share the rows are read one by one or as
     * a range.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 90, 100})
    void findsUsersWithWrongRowsAndTheirStoredOffers(int wrong) {
        UUID user = newCustomerWithAnOffer();
        jdbc.sql(
                        "INSERT INTO customer_type SELECT md5(u::text)::uuid, merchant_id, type FROM customer_type, generate_series(2, 100) u")
                .update();
        var transaction = new TransactionTemplate(transactions);
        transaction.executeWithoutResult(status -> reconciler.reconcile(
                jdbc.sql("SELECT user_id FROM customer_type").query(UUID.class).list()));
        assertThat(scan(UserRange.ALL_USERS)).hasSize(100).noneMatch(RowDiff::differs);

        jdbc.sql(
                        "UPDATE user_grants SET offer_nos = '{1000007}' WHERE user_id IN (SELECT user_id FROM user_grants ORDER BY user_id LIMIT ?)")
                .param(wrong)
                .update();
        assertThat(scan(UserRange.ALL_USERS))
                .filteredOn(RowDiff::differs)
                .hasSize(wrong)
                .allSatisfy(found -> assertThat(found.actualOffers()).containsExactly(1_000_007));
        assertThat(grants.get(user).grants().relations()).hasSize(1);
    }

    @Test
    void aUserWithMoreRelationsThanAPageIsReturnedOnce() {
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c' FROM generate_series(1, 20001)")
                .update();
        jdbc.sql(
                        "INSERT INTO customer_type SELECT u::uuid, id, 'New' FROM merchant, unnest(ARRAY['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) u")
                .update();
        assertThat(scan(UserRange.ALL_USERS))
                .hasSize(2)
                .allSatisfy(user -> assertThat(
                                Objects.requireNonNull(user.desired()).relations())
                        .hasSize(20001));
    }

    /** The other transaction may write from a state before a change that was made and reverted. */
    @Test
    void aUserLockedByAnotherTransactionNeedsReconcile() throws Exception {
        UUID user = new UUID(-5, -7);
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
        jdbc.sql("INSERT INTO customer_type SELECT ?, id, 'New' FROM merchant")
                .param(user)
                .update();
        var transaction = new TransactionTemplate(transactions);
        transaction.executeWithoutResult(status -> reconciler.reconcile(List.of(user)));
        assertThat(toReconcile()).isEmpty();

        transaction.executeWithoutResult(status -> {
            reconciler.reconcile(List.of(user));
            // On another connection, because this thread's connection is busy with the transaction.
            assertThat(CompletableFuture.supplyAsync(this::toReconcile, task -> new Thread(task).start())
                            .join())
                    .containsExactly(user);
        });
        assertThat(toReconcile()).isEmpty();
    }

    /**
     * Another transaction changes the user's type after the comparison and reconciles the user; no event is left to
     * correct an older write.
     */
    @Test
    void aDiffWithoutLocksIsNotWrittenOverALaterDecision() {
        UUID user = new UUID(-5, -7);
        UUID other = new UUID(-5, -6);
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
        jdbc.sql("INSERT INTO customer_type SELECT u, id, 'New' FROM merchant, unnest(ARRAY[?, ?]) AS u")
                .params(user, other)
                .update();
        var transaction = new TransactionTemplate(transactions);
        UserBatch userBatch =
                Objects.requireNonNull(reconciler.scan(UserRange.ALL_USERS).next(100));
        assertThat(userBatch.toReconcile()).extracting(UnlockedDiff::userId).containsExactly(user, other);

        jdbc.sql("UPDATE customer_type SET type = 'Vip' WHERE user_id = ?")
                .param(user)
                .update();
        transaction.executeWithoutResult(status -> reconciler.reconcile(List.of(user)));
        transaction.executeWithoutResult(status -> reconciler.confirm(userBatch));
        assertThat(scan(UserRange.ALL_USERS)).noneMatch(RowDiff::differs);
    }

    @Test
    void aDiffWithoutLocksIsWrittenIfNoOtherDecisionFollowed() {
        UUID user = new UUID(-5, -7);
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
        jdbc.sql("INSERT INTO customer_type SELECT ?, id, 'New' FROM merchant")
                .param(user)
                .update();
        UserBatch userBatch =
                Objects.requireNonNull(reconciler.scan(UserRange.ALL_USERS).next(100));
        // A second read would see this change; the diff is written without one, and the change has its own event.
        jdbc.sql("UPDATE customer_type SET type = 'Vip' WHERE user_id = ?")
                .param(user)
                .update();
        new TransactionTemplate(transactions).executeWithoutResult(status -> reconciler.confirm(userBatch));
        assertThat(RelationPacking.customerType(grants.get(user).grants().relations()[0]))
                .isEqualTo(CustomerType.NEW);
    }

    /** After the comparison another transaction writes the user's row, and the user loses those grants again. */
    @Test
    void aBatchWithoutExpectedRevocationsIsNotWrittenIfItWouldRevoke() {
        UUID user = newCustomerWithAnOffer();
        var transaction = new TransactionTemplate(transactions);
        UserBatch userBatch =
                Objects.requireNonNull(reconciler.scan(UserRange.ALL_USERS).next(100));
        assertThat(userBatch.expectedChanges()).isEqualTo(new GrantCounts(1, 0, 0));
        transaction.executeWithoutResult(status -> reconciler.reconcile(List.of(user)));
        jdbc.sql("UPDATE customer_type SET type = 'Vip'").update();

        Optional<GrantCounts> written = transaction.execute(status -> reconciler.confirmUnlessRevoking(userBatch));
        assertThat(written).isEmpty();
        assertThat(grants.getUncached(user).grants().offerNos()).hasSize(1);
        GrantCounts taken = transaction.execute(status -> reconciler.confirm(userBatch));
        assertThat(taken).isEqualTo(new GrantCounts(0, 1, 0));
    }

    @Test
    void pendingWritesAreWrittenUnchangedUntilAnotherDecision() {
        UUID user = newCustomerWithAnOffer();
        var transaction = new TransactionTemplate(transactions);
        UserBatch userBatch =
                Objects.requireNonNull(reconciler.scan(UserRange.ALL_USERS).next(100));
        PendingWrites pendingWrites = userBatch.toPendingWrites(100).get(0);
        transaction.executeWithoutResult(status -> reconciler.confirmPending(pendingWrites, HOLD_NOTHING));
        assertThat(grants.getUncached(user).grants())
                .isEqualTo(userBatch.toReconcile().get(0).rowDiff().desired());

        jdbc.sql("UPDATE customer_type SET type = 'Vip'").update();
        transaction.executeWithoutResult(status -> reconciler.reconcile(List.of(user)));
        transaction.executeWithoutResult(status -> reconciler.confirmPending(pendingWrites, HOLD_NOTHING));
        assertThat(scan(UserRange.ALL_USERS)).noneMatch(RowDiff::differs);
    }

    @Test
    void aLockedUserYieldsNoPendingWrites() {
        UUID user = newCustomerWithAnOffer();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            reconciler.reconcile(List.of(user));
            assertThat(CompletableFuture.supplyAsync(
                                    () -> Objects.requireNonNull(reconciler
                                                    .scan(UserRange.ALL_USERS)
                                                    .next(100))
                                            .toPendingWrites(100)
                                            .isEmpty(),
                                    task -> new Thread(task).start())
                            .join())
                    .isTrue();
        });
    }

    private UUID newCustomerWithAnOffer() {
        UUID user = new UUID(-5, -7);
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
        jdbc.sql("""
                        INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                        SELECT gen_random_uuid(), id, 'c', true, '{New}', 1 FROM merchant
                        """).update();
        jdbc.sql("INSERT INTO customer_type SELECT ?, id, 'New' FROM merchant")
                .param(user)
                .update();
        return user;
    }

    private List<UUID> toReconcile() {
        return Objects.requireNonNull(reconciler.scan(UserRange.ALL_USERS).next(100)).toReconcile().stream()
                .map(UnlockedDiff::userId)
                .toList();
    }

    private List<RowDiff> scan(UserRange range) {
        var walk = new UnlockedComparison(range, customerReader, table, userLocks, audienceIndexCache);
        var users = new ArrayList<RowDiff>();
        for (UnlockedDiff user = walk.next(); user != null; user = walk.next()) {
            users.add(user.rowDiff());
        }
        return users;
    }
}
