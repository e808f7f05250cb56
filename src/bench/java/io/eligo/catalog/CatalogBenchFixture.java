package io.eligo.catalog;

import io.eligo.catalog.source.CatalogTables;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The catalogue of a database, read as a server reads it. */
public record CatalogBenchFixture(CatalogTables tables, CatalogContents rows) {
    public static CatalogBenchFixture read(JdbcClient jdbc) {
        var tables = new CatalogTables(jdbc);
        return new CatalogBenchFixture(tables, CatalogContents.read(tables));
    }

    public CatalogSnapshot snapshot() {
        return CatalogSnapshot.of(rows);
    }
}
