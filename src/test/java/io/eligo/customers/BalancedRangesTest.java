package io.eligo.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class BalancedRangesTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    CustomerReader customerReader;

    @BeforeEach
    void empty() {
        TableCleaner.empty(jdbc, "merchant, customer_type");
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
    }

    /** Random ids, and ids whose first 48 bits are a clock, which leave nearly all of the id space empty. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "md5(u::text)::uuid",
                "('0198' || lpad(to_hex(3000000000 + u), 8, '0') || substr(md5(u::text), 13))::uuid"
            })
    void containAboutTheSameNumberOfUsers(String id) {
        jdbc.sql("INSERT INTO customer_type SELECT " + id
                        + ", m.id, 'New' FROM merchant m, generate_series(1, 200000) u")
                .update();
        List<UserRange> ranges = customerReader.balancedRanges(8);
        assertThat(ranges).hasSize(8);
        assertThat(ranges.stream().map(this::users).toList())
                .allSatisfy(users -> assertThat(users).isBetween(20_000L, 30_000L));
        assertThat(ranges.stream().mapToLong(this::users).sum()).isEqualTo(200_000);
    }

    @Test
    void boundsAreNotUserIds() {
        jdbc.sql(
                        "INSERT INTO customer_type SELECT md5(u::text)::uuid, m.id, 'New' FROM merchant m, generate_series(1, 20000) u")
                .update();
        assertThat(customerReader.balancedRanges(8).stream().flatMap(range -> Stream.of(range.from(), range.upTo())))
                .allSatisfy(
                        bound -> assertThat(users(new UserRange(bound, bound))).isZero());
    }

    @ParameterizedTest
    @CsvSource({
        "00000000-0000-0000-0000-000000000005, 00000000-0000-0000-0000-000000000006, 00000000-0000-0000-0000-000000000005",
        "00000000-0000-0000-0000-000000000001, 00000000-0000-0000-0000-00000000000b, 00000000-0000-0000-0000-000000000007",
        "00000000-0000-0000-ffff-ffffffffffff, 00000000-0000-0001-0000-000000000000, 00000000-0000-0000-ffff-ffffffffffff",
        "7fffffff-ffff-ffff-ffff-ffffffffffff, 80000000-0000-0000-0000-000000000000, 7fffffff-ffff-ffff-ffff-ffffffffffff",
        "3b6c0000-0000-4000-8000-000000000001, 3b9c1111-1111-4111-8111-111111111111, 3b7fffff-ffff-ffff-ffff-ffffffffffff",
        "aaaaaaaa-0000-4000-7fff-000000000001, aaaaaaaa-0000-4000-8123-000000000001, aaaaaaaa-0000-4000-7fff-ffffffffffff"
    })
    void endBetweenTwoUsers(UUID low, UUID high, UUID end) {
        assertThat(UserRange.separatorBetween(low, high)).isEqualTo(end);
    }

    @Test
    void coverAllIdsEvenIfThereAreNoUsers() {
        assertThat(customerReader.balancedRanges(8)).containsExactly(UserRange.ALL_USERS);
    }

    @Test
    void areFewerThanRequestedIfThereAreFewerUsers() {
        jdbc.sql(
                        "INSERT INTO customer_type SELECT md5(u::text)::uuid, m.id, 'New' FROM merchant m, generate_series(1, 3) u")
                .update();
        assertThat(customerReader.balancedRanges(8)).hasSizeBetween(2, 4);
    }

    private long users(UserRange range) {
        return jdbc.sql("SELECT count(*) FROM customer_type WHERE user_id BETWEEN ? AND ?")
                .params(range.from(), range.upTo())
                .query(Long.class)
                .single();
    }
}
