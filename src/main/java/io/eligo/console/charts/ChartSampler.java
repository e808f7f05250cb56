package io.eligo.console.charts;

import io.eligo.metrics.MetricDefinition;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxState;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Samples the outbox and the offer queries of this node once a minute. */
@Component
@ConditionalOnRole({Role.API, Role.CONSOLE, Role.SCHEDULER})
public class ChartSampler {
    private static final Logger log = LoggerFactory.getLogger(ChartSampler.class);

    private static final double QUANTILE = 0.95;

    private final Outbox outbox;
    private final ChartSamples samples;
    private final MeterRegistry meters;
    private double previousHits;
    private double previousReads;
    private TreeMap<Double, Double> previousHistogram = new TreeMap<>();

    ChartSampler(Outbox outbox, ChartSamples samples, MeterRegistry meters) {
        this.outbox = outbox;
        this.samples = samples;
        this.meters = meters;
    }

    @Scheduled(fixedRate = 1, timeUnit = TimeUnit.MINUTES)
    public void sample() {
        double hits = counterValue("hit");
        double reads = hits + counterValue("miss") + counterValue("error");
        TreeMap<Double, Double> times = durationHistogram();
        try {
            OutboxState state = outbox.findState();
            samples.add(
                    state.pending(),
                    state.oldestAge() == null ? 0 : state.oldestAge().toMillis() / 1e3,
                    state.parked(),
                    hits - previousHits,
                    reads - previousReads,
                    quantile(times, previousHistogram));
        } catch (DataAccessException | TransactionException e) {
            // Debug only: the health endpoint and the pages report that the database is unavailable. The
            // chart shows a gap.
            log.debug("Metric sample skipped", e);
        }
        previousHits = hits;
        previousReads = reads;
        previousHistogram = times;
    }

    private double counterValue(String result) {
        return meters.find(MetricDefinition.CACHE_REQUESTS.meterName()).tag("result", result).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Cumulative number of queries over all sources, by upper bound in seconds. */
    private TreeMap<Double, Double> durationHistogram() {
        var counts = new TreeMap<Double, Double>();
        for (Timer timer :
                meters.find(MetricDefinition.QUERY_DURATION.meterName()).timers()) {
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
                counts.merge(bucket.bucket(TimeUnit.SECONDS), bucket.count(), Double::sum);
            }
            counts.merge(Double.POSITIVE_INFINITY, (double) timer.count(), Double::sum);
        }
        return counts;
    }

    /** Interpolates linearly within the bucket, as Prometheus does; null if no query was counted between the two histograms. */
    static @Nullable Double quantile(TreeMap<Double, Double> now, TreeMap<Double, Double> before) {
        double total = increase(now, before, Double.POSITIVE_INFINITY);
        if (total <= 0) {
            return null;
        }
        double rank = QUANTILE * total;
        double low = 0;
        double below = 0;
        for (double bound : now.keySet()) {
            double upTo = increase(now, before, bound);
            if (upTo >= rank) {
                return Double.isInfinite(bound) ? low : low + (bound - low) * (rank - below) / (upTo - below);
            }
            low = bound;
            below = upTo;
        }
        return low;
    }

    private static double increase(TreeMap<Double, Double> now, TreeMap<Double, Double> before, double bound) {
        return now.getOrDefault(bound, 0.0) - before.getOrDefault(bound, 0.0);
    }
}
