package io.eligo.importing;

import io.eligo.jobs.JobRunner;
import io.eligo.servers.EligoTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Base of tests that start with empty tables and a small valid folder, and leave no rows. */
@EligoTest
abstract class ImportTestBase {
    @Autowired
    JobRunner jobs;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path dir;

    ImportFixture importFixture;
    ImportFolderFixture folder;

    @BeforeEach
    void startWithEmptyTables() {
        importFixture = new ImportFixture(jobs, jdbc);
        importFixture.emptyTables();
        folder = ImportFolderFixture.small(dir);
    }

    @AfterAll
    static void cleanUp(@Autowired JobRunner jobs, @Autowired JdbcClient jdbc) {
        new ImportFixture(jobs, jdbc).emptyTables();
    }
}
