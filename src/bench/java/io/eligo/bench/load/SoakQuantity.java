package io.eligo.bench.load;

import io.eligo.load.Growth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a soak test samples, and how much of it may be added.
 *
 * @param share of the first third's median that may be added
 * @param least what may be added if that is more
 */
record SoakQuantity(String name, String unit, Judged judged, double share, double least) {
    enum Judged {
        /** The value itself must not grow. */
        LEVEL,
        /** The value is kept for a time by intention: what is added each minute must not grow. */
        ADDED,
        /** Shown only. */
        NOT
    }

    static final List<SoakQuantity> ALL = List.of(
            level("heap after garbage collection", "MB", 0.1, 10),
            level("memory of the JVM outside the heap", "MB", 0.1, 10),
            level("resident memory of the process", "MB", 0.1, 50),
            level("threads", "", 0.05, 5),
            level("open files", "", 0.05, 10),
            level("HTTP connections", "", 0.05, 10),
            level("connections to PostgreSQL", "", 0, 3),
            level("connections to Redis", "", 0, 3),
            level("lines of a scrape", "", 0.01, 20),
            level("user_grants", "MB", 0.05, 1),
            level("indexes of user_grants", "MB", 0.05, 1),
            level("unused space in user_grants", "MB", 0.1, 2),
            level("outbox_event", "MB", 0.05, 1),
            level("indexes of outbox_event", "MB", 0.05, 1),
            level("unused space in outbox_event", "MB", 0.1, 1),
            level("events in the outbox", "", 0.1, 100),
            level("keys in Redis", "", 0.02, 100),
            level("memory of Redis", "MB", 0.05, 2),
            new SoakQuantity("job records", "", Judged.ADDED, 0.25, 50),
            new SoakQuantity("database", "MB", Judged.NOT, 0, 0));

    private static SoakQuantity level(String name, String unit, double share, double least) {
        return new SoakQuantity(name, unit, Judged.LEVEL, share, least);
    }

    /** Null for a quantity that is not judged. */
    @Nullable
    Growth growth(List<Double> samples) {
        return switch (judged) {
            case LEVEL -> Growth.of(samples, share, least);
            case ADDED -> Growth.of(added(samples), share, least);
            case NOT -> null;
        };
    }

    private static List<Double> added(List<Double> samples) {
        var added = new ArrayList<Double>();
        for (int i = 1; i < samples.size(); i++) {
            added.add(samples.get(i) - samples.get(i - 1));
        }
        return added;
    }
}
