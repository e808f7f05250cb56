package io.eligo.grants.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoTest;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class RowFingerprintTest {
    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 30, 1_000})
    void equalsTheHashThatPostgresComputes(int length) {
        var random = new Random(length);
        var grants = new UserGrants(
                random.ints(length).toArray(), random.ints(length / 2).toArray());
        assertThat(RowFingerprint.of(grants)).isEqualTo(inPostgres(grants));
    }

    @Test
    void dependsOnTheArrayAndThePositionOfANumber() {
        assertThat(new UserGrants[] {
                    new UserGrants(new int[] {1, 2}, new int[] {3}),
                    new UserGrants(new int[] {2, 1}, new int[] {3}),
                    new UserGrants(new int[] {1}, new int[] {2, 3}),
                    new UserGrants(new int[] {}, new int[] {1, 2, 3}),
                    new UserGrants(new int[] {1, 2, 3}, new int[] {}),
                    UserGrants.EMPTY
                })
                .extracting(RowFingerprint::of)
                .doesNotHaveDuplicates();
    }

    private long inPostgres(UserGrants grants) {
        var user = UUID.randomUUID();
        jdbc.sql("INSERT INTO user_grants (user_id, offer_nos, relations) VALUES (?, ?, ?)")
                .params(user, grants.offerNos(), grants.relations())
                .update();
        return jdbc.sql("DELETE FROM user_grants WHERE user_id = ? RETURNING " + RowFingerprint.SQL)
                .param(user)
                .query(Long.class)
                .single();
    }
}
