package io.eligo.catalog;

import io.eligo.catalog.log.LogPoll;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** The histogram {@code eligibility_freshness_seconds} of the catalogue: how long changes took to become visible in this node's catalogue. */
@Component
class CatalogFreshnessMetrics {
    private final Timer switches;

    CatalogFreshnessMetrics(MeterFactory meters) {
        this.switches = meters.histogram(MetricDefinition.FRESHNESS, "switch");
    }

    /** Records the transactions of a poll that readers see from now on, by the database's clock alone. */
    void recordVisible(LogPoll poll) {
        Duration sincePoll =
                Duration.ofNanos(System.nanoTime() - poll.startedAt().nanos());
        poll.commits()
                .forEach(commit ->
                        switches.record(commit.map(committedAt -> Duration.between(committedAt, poll.databaseTime())
                                        .plus(sincePoll))
                                // First seen by this poll.
                                .orElse(sincePoll)));
    }
}
