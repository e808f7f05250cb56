package io.eligo.console;

import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxState;
import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The last hours of this node, a sample a minute, in memory: enough to see at a glance whether something has just begun or has
 * been so for long. Whoever needs more than that asks Prometheus.
 */
@Component
@ConditionalOnRole(Role.CONSOLE)
class Samples {
    static final Duration KEPT = Duration.ofHours(3);

    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final String REQUESTS = "offers.cache.requests";
    private static final String DURATION = "offers.query.duration";
    private static final double P = 0.95;

    private final Outbox outbox;
    private final MeterRegistry meters;
    private final Deque<Sample> kept = new ArrayDeque<>();
    private double hitsBefore;
    private double readsBefore;
    private TreeMap<Double, Double> timesBefore = new TreeMap<>();

    Samples(Outbox outbox, MeterRegistry meters) {
        this.outbox = outbox;
        this.meters = meters;
    }

    /**
     * One minute.
     *
     * @param hitRate of this node's reads of copies; null if there was none
     * @param p95 of this node's answers, in seconds; null if there was none
     */
    record Sample(
            Instant at,
            double pending,
            double oldestSeconds,
            double parked,
            @Nullable Double hitRate,
            @Nullable Double p95) {}

    @Scheduled(fixedRate = 1, timeUnit = TimeUnit.MINUTES)
    void take() {
        try {
            add(outbox.state());
        } catch (DataAccessException | TransactionException e) {
            // A gap in the line; the page itself says that the database is gone.
            add(null);
        }
    }

    private synchronized void add(@Nullable OutboxState state) {
        double hits = count("hit");
        double reads = hits + count("miss") + count("error");
        TreeMap<Double, Double> times = times();
        if (state != null) {
            kept.addLast(new Sample(
                    Instant.now(),
                    state.pending(),
                    state.oldestAge() == null ? 0 : state.oldestAge().toMillis() / 1e3,
                    state.parked(),
                    reads > readsBefore ? (hits - hitsBefore) / (reads - readsBefore) : null,
                    quantile(times, timesBefore)));
        }
        hitsBefore = hits;
        readsBefore = reads;
        timesBefore = times;
        while (!kept.isEmpty() && kept.getFirst().at().isBefore(Instant.now().minus(KEPT))) {
            kept.removeFirst();
        }
    }

    /** The oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(kept);
    }

    /** More than one of them is missing between two. */
    static boolean gap(Instant one, Instant next) {
        return Duration.between(one, next).compareTo(BETWEEN.multipliedBy(2)) > 0;
    }

    private double count(String result) {
        return meters.find(REQUESTS).tag("result", result).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** How many answers took at most so many seconds, over all sources. */
    private TreeMap<Double, Double> times() {
        var counts = new TreeMap<Double, Double>();
        for (Timer timer : meters.find(DURATION).timers()) {
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
                counts.merge(bucket.bucket(TimeUnit.SECONDS), bucket.count(), Double::sum);
            }
            counts.merge(Double.POSITIVE_INFINITY, (double) timer.count(), Double::sum);
        }
        return counts;
    }

    /** Within its bucket by proportion, as Prometheus does it. */
    static @Nullable Double quantile(TreeMap<Double, Double> now, TreeMap<Double, Double> before) {
        double total = since(now, before, Double.POSITIVE_INFINITY);
        if (total <= 0) {
            return null;
        }
        double rank = P * total;
        double low = 0;
        double below = 0;
        for (double bound : now.keySet()) {
            double upTo = since(now, before, bound);
            if (upTo >= rank) {
                return Double.isInfinite(bound) ? low : low + (bound - low) * (rank - below) / (upTo - below);
            }
            low = bound;
            below = upTo;
        }
        return low;
    }

    private static double since(TreeMap<Double, Double> now, TreeMap<Double, Double> before, double bound) {
        return now.getOrDefault(bound, 0.0) - before.getOrDefault(bound, 0.0);
    }
}
