package io.eligo.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.CatalogColumns;
import io.eligo.importing.files.CsvFiles;
import io.eligo.servers.EligoTest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The import folder has a column for everything that the catalogue reads. */
@EligoTest
class ImportedColumnsTest {
    /** The time of the first insert is the database's; a program is deleted in the database only. */
    private static final Set<String> NOT_IMPORTED = Set.of(
            "cashback_configuration.created_at",
            "exclusive_offer.created_at",
            "loyalty_program.created_at",
            "loyalty_program.deleted_at");

    @Autowired
    DataSource database;

    @Test
    void filesHaveTheColumnsThatTheCatalogueReads() {
        List<String> imported = CsvFiles.IN_LOAD_ORDER.stream()
                .flatMap(file -> file.columnNames().stream().map(column -> file.table() + "." + column))
                .toList();
        var missing = new TreeSet<>(CatalogColumns.readByCatalog(database));
        missing.removeAll(imported);
        assertThat(missing).isEqualTo(new TreeSet<>(NOT_IMPORTED));
    }
}
