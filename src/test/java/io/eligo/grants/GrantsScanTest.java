package io.eligo.grants;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.customers.UserRange;
import io.eligo.servers.EligoTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EligoTest
class GrantsScanTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void empty() {
        jdbc.sql(
                        "TRUNCATE merchant, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program CASCADE")
                .update();
    }

    @Test
    void meetsEverybodyOnceInOrderAcrossPages() {
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c' FROM generate_series(1, 7)")
                .update();
        jdbc.sql(
                        "INSERT INTO customer_type SELECT md5(u::text)::uuid, id, 'New' FROM merchant, generate_series(1, 4000) u")
                .update();
        jdbc.sql(
                        "INSERT INTO user_grants (user_id, offer_nos, relations) SELECT md5(u::text)::uuid, '{}', '{}' FROM generate_series(2001, 7000) u")
                .update();
        List<UUID> expected = jdbc.sql("SELECT md5(u::text)::uuid FROM generate_series(1, 7000) u ORDER BY 1")
                .query(UUID.class)
                .list();
        assertThat(scan(UserRange.EVERYBODY)).extracting(Decided::userId).containsExactlyElementsOf(expected);
        assertThat(scan(UserRange.EVERYBODY))
                .filteredOn(user -> user.desired() == null)
                .hasSize(3000);
        assertThat(scan(UserRange.EVERYBODY))
                .filteredOn(user -> user.actual() == null)
                .hasSize(2000);
        assertThat(scan(new UserRange(expected.get(10), expected.get(20))))
                .extracting(Decided::userId)
                .containsExactlyElementsOf(expected.subList(10, 21));
    }

    @Test
    void aUserWithMoreRelationsThanAPageIsOne() {
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c' FROM generate_series(1, 20001)")
                .update();
        jdbc.sql(
                        "INSERT INTO customer_type SELECT u::uuid, id, 'New' FROM merchant, unnest(ARRAY['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) u")
                .update();
        assertThat(scan(UserRange.EVERYBODY))
                .hasSize(2)
                .allSatisfy(user -> assertThat(
                                Objects.requireNonNull(user.desired()).relations())
                        .hasSize(20001));
    }

    /** He may be writing from what was there before somebody changed it and changed it back. */
    @Test
    void whoeverIsBeingWrittenBySomebodyElseIsInDoubt() throws Exception {
        UUID user = new UUID(-5, -7);
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
        jdbc.sql("INSERT INTO customer_type SELECT ?, id, 'New' FROM merchant")
                .param(user)
                .update();
        var transaction = new TransactionTemplate(transactions);
        transaction.executeWithoutResult(status -> grants.reconcile(List.of(user)));
        assertThat(inDoubt()).isEmpty();

        transaction.executeWithoutResult(status -> {
            grants.reconcile(List.of(user));
            // On another connection: this thread's is busy with the transaction.
            assertThat(CompletableFuture.supplyAsync(this::inDoubt, task -> new Thread(task).start())
                            .join())
                    .containsExactly(user);
        });
        assertThat(inDoubt()).isEmpty();
    }

    private List<UUID> inDoubt() {
        return Objects.requireNonNull(grants.scan(UserRange.EVERYBODY).next(100))
                .inDoubt();
    }

    private List<Decided> scan(UserRange range) {
        GrantsScan scan = grants.audit(range);
        var users = new ArrayList<Decided>();
        for (Decided user = scan.nextUser(); user != null; user = scan.nextUser()) {
            users.add(user);
        }
        return users;
    }
}
