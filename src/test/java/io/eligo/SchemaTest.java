package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class SchemaTest {
    @Autowired
    JdbcClient jdbc;

    @Test
    void startsEmptyAndMigrated() {
        assertThat(jdbc.sql("SELECT count(*) FROM user_offer_eligibility")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
