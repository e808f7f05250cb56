package io.eligo.jobs.importing;

import io.eligo.jobs.Jobs;
import io.eligo.servers.EligoTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests that begin with empty tables and a small folder in which everything is good, and leave nothing. */
@EligoTest
abstract class SmallFolder {
    @Autowired
    Jobs jobs;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path dir;

    Importing importing;
    ImportFolder folder;

    @BeforeEach
    void startWithEmptyTables() {
        importing = new Importing(jobs, jdbc);
        importing.emptyTables();
        folder = ImportFolder.small(dir);
    }

    @AfterEach
    void leaveNothing() {
        importing.emptyTables();
    }
}
