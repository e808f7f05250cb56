package io.eligo.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

class DatabaseErrorsTest {
    private static final JdbcAddress ADDRESS = JdbcAddress.of("jdbc:postgresql://db.example:5433/shop?password=secret");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            28P01 | FATAL: password authentication failed for user "ann" | PostgreSQL at db.example:5433 refuses the user 'ann'
            28000 | FATAL: role "ann" does not exist                     | PostgreSQL at db.example:5433 refuses the user 'ann'
            3D000 | FATAL: database "shop" does not exist                | PostgreSQL at db.example:5433 has no database 'shop'.
            42501 | FATAL: permission denied for database "shop"         | PostgreSQL at db.example:5433 denies the user 'ann'
            53300 | FATAL: sorry, too many clients already               | PostgreSQL at db.example:5433 takes no more connections
            57P03 | FATAL: the database system is starting up            | PostgreSQL at db.example:5433 does not finish starting
            08001 | Connection to db.example:5433 refused.               | PostgreSQL at db.example:5433 cannot be reached
            XX000 | FATAL: something else                                | PostgreSQL at db.example:5433 answers: FATAL: something else.
            """)
    void explainsSqlStateAndAction(String state, String message, String meaning) {
        StartupFailure refused =
                DatabaseErrors.explain(new SQLException(message + "\n  Hint: more", state), ADDRESS, "ann");
        assertThat(refused).hasMessageStartingWith(meaning);
        assertThat(refused.action()).isNotBlank();
        assertThat(refused.getMessage() + refused.action()).doesNotContain("secret", "Hint");
    }

    @Test
    void rejectsATooOldServer() {
        assertThatThrownBy(() -> new DatabaseCapabilities(
                                150_018, "15.18 (Debian 15.18-0)", "ann", "shop", false, true, true)
                        .check(ADDRESS))
                .hasMessage("PostgreSQL at db.example:5433 is 15.18; Eligo needs 17 or newer.");
    }

    @Test
    void needsTheCreatePrivilegeOnlyUntilMigrated() {
        assertThatThrownBy(() ->
                        new DatabaseCapabilities(180_006, "18.6", "ann", "shop", false, false, true).check(ADDRESS))
                .hasMessageContaining("does not let the user 'ann' create tables and schemas in the database 'shop'");
        assertThatCode(() -> new DatabaseCapabilities(180_006, "18.6", "ann", "shop", true, false, true).check(ADDRESS))
                .doesNotThrowAnyException();
    }

    @Test
    void needsPrivilegesOnExistingTables() {
        assertThatThrownBy(() ->
                        new DatabaseCapabilities(180_006, "18.6", "ann", "shop", true, false, false).check(ADDRESS))
                .hasMessageContaining("does not let the user 'ann' use the tables in the database 'shop'");
    }

    @Test
    void rejectsAnInvalidUrlWithoutRepeatingIt() {
        assertThatThrownBy(() -> JdbcAddress.of("postgres://ann:secret@db.example/shop"))
                .hasMessageContaining("SPRING_DATASOURCE_URL")
                .hasMessageNotContaining("secret");
    }

    @Test
    void reportsDescriptionAndActionInOneLine() {
        var analysis =
                new FailureAnalysis("It failed:\n\n    Property: a.b\n    Value: x", "Mend it\n", new Throwable());
        assertThat(OneLineFailureReporter.line(analysis)).isEqualTo("It failed: Property: a.b Value: x Mend it");
    }
}
