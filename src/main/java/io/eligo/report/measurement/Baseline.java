package io.eligo.report.measurement;

import java.time.Duration;
import java.time.Instant;

/** The load of the database while the query-time resolver answered all requests. */
public sealed interface Baseline {
    /** The days before an instant count. */
    record Before(Instant end) implements Baseline {
        static final Duration LENGTH = Duration.ofDays(7);

        public ReportWindow window() {
            return ReportWindow.before(end, LENGTH);
        }
    }

    /** @param perRequest database time of a request */
    record PerRequest(Duration perRequest) implements Baseline {
        public double seconds() {
            return perRequest.toNanos() / 1e9;
        }
    }
}
