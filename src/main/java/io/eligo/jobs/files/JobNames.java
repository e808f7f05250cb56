package io.eligo.jobs.files;

import java.util.List;

/** The names of the jobs: of their files, in commands, in the records of Spring Batch, and as label of metrics. */
public final class JobNames {
    public static final String DEMO_DATA = "demo-data";
    public static final String FULL_REBUILD = "full-rebuild";
    public static final String IMPORT = "import";
    public static final String OFFER_CHANGES = "offer-changes";
    public static final String RETENTION = "retention";
    public static final String USER_CHANGES = "user-changes";

    /** Sorted. */
    public static final List<String> ALL =
            List.of(DEMO_DATA, FULL_REBUILD, IMPORT, OFFER_CHANGES, RETENTION, USER_CHANGES);

    private JobNames() {}
}
