package io.eligo.grants;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.customers.UserRange;
import io.eligo.servers.EligoTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class GrantsScanTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

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

    private List<Decided> scan(UserRange range) {
        GrantsScan scan = grants.audit(range);
        var users = new ArrayList<Decided>();
        for (Decided user = scan.nextUser(); user != null; user = scan.nextUser()) {
            users.add(user);
        }
        return users;
    }
}
