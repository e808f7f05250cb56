package io.eligo.removal;

import static io.eligo.removal.RemovalFixture.ROWS;
import static io.eligo.removal.RemovalFixture.client;
import static io.eligo.removal.RemovalFixture.grants;
import static io.eligo.removal.RemovalFixture.nameOf;
import static io.eligo.removal.RemovalFixture.plainTables;
import static io.eligo.removal.RemovalFixture.removeConfirmed;
import static io.eligo.removal.RemovalFixture.runProcess;
import static io.eligo.removal.RemovalFixture.viewRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.servers.CompleteJourneyData;
import io.eligo.servers.TestServers;
import io.eligo.servers.TestServers.Database;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Jobs, removal, and a new start, each in a process of its own: nothing of Eligo stays, no row is lost, and the same grants come back. */
class RemovalRoundTripTest {
    private final JdbcClient reference = client(plainTables());

    @Test
    void leavesTheTablesThatEligoHasCreatedAndComesBackWithTheSameGrants() {
        Database database = TestServers.migratedDatabase();
        JdbcClient jdbc = client(database);
        jdbc.sql(ROWS).update();
        runProcess(database, "run", "full-rebuild");
        String grants = grants(jdbc);
        String viewRows = viewRows(jdbc);
        List<String> rows = DatabaseCatalog.rowChecksums(reference, jdbc);
        // Each table has rows.
        assertThat(rows).hasSize(11).noneMatch(row -> row.endsWith(" 0 0"));

        assertThat(runProcess(database, "run", "remove-eligo", "confirm=" + nameOf(database)))
                .contains("remove-eligo completed", "Redis");
        assertThat(DatabaseCatalog.describeWithoutPositions(jdbc))
                .containsExactlyElementsOf(DatabaseCatalog.describeWithoutPositions(reference));
        assertThat(DatabaseCatalog.rowChecksums(reference, jdbc)).isEqualTo(rows);

        List<String> plain = DatabaseCatalog.describe(jdbc);
        assertThat(runProcess(database, "run", "full-rebuild")).contains("completed");
        assertThat(grants(jdbc)).isEqualTo(grants);
        assertThat(viewRows(jdbc)).isEqualTo(viewRows);
        assertThat(jdbc.sql("SELECT count(*) FROM outbox_event")
                        .query(Integer.class)
                        .single())
                .isZero();

        jdbc.sql("DELETE FROM customer_type WHERE type = 'Vip'").update();
        assertThat(jdbc.sql("SELECT sum(size) FROM outbox_event")
                        .query(Integer.class)
                        .single())
                .isPositive();
        List<String> changedRows = DatabaseCatalog.rowChecksums(reference, jdbc);
        removeConfirmed(database);
        assertThat(DatabaseCatalog.describe(jdbc)).containsExactlyElementsOf(plain);
        assertThat(DatabaseCatalog.rowChecksums(reference, jdbc)).isEqualTo(changedRows);
    }

    /** Tables that were there before Eligo: the catalog is the same as before, down to the positions of the columns. */
    @Test
    @Tag("long")
    void leavesTheTablesOfTheRealDataSetAsTheyWere(@TempDir Path rejects) {
        assumeTrue(CompleteJourneyData.isPresent(), CompleteJourneyData.MISSING);
        Database database = plainTables();
        JdbcClient jdbc = client(database);
        List<String> before = DatabaseCatalog.describe(jdbc);
        String folder = "dir=" + CompleteJourneyData.folder().toAbsolutePath();
        runProcess(database, "run", "import", folder, "reject-dir=" + rejects);
        runProcess(database, "run", "full-rebuild");
        String grants = grants(jdbc);
        List<String> rows = DatabaseCatalog.rowChecksums(reference, jdbc);
        // Each table has rows.
        assertThat(rows).hasSize(11).noneMatch(row -> row.endsWith(" 0 0"));

        removeConfirmed(database);
        assertThat(DatabaseCatalog.describe(jdbc)).containsExactlyElementsOf(before);
        assertThat(DatabaseCatalog.rowChecksums(reference, jdbc)).isEqualTo(rows);

        runProcess(database, "run", "full-rebuild");
        assertThat(grants(jdbc)).isEqualTo(grants);
        assertThat(runProcess(database, "run", "full-rebuild", "dry-run=true")).contains("0 granted, 0 revoked");
        removeConfirmed(database);
        assertThat(DatabaseCatalog.describe(jdbc)).containsExactlyElementsOf(before);
        assertThat(DatabaseCatalog.rowChecksums(reference, jdbc)).isEqualTo(rows);
    }
}
