package io.eligo.rollout.measurement;

import io.eligo.rollout.ResolverPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measurements as nodes would write them. */
public final class MeasurementFixture {
    private final @Nullable MeasurementTable table;

    /** @param table null if nothing is inserted */
    public MeasurementFixture(@Nullable MeasurementTable table) {
        this.table = table;
    }

    /** A slot with which every trigger is good. */
    public Load good() {
        return new Load();
    }

    /** What one node measured in one slot; by default enough for every trigger to be good. */
    public final class Load {
        private final PathMeasurements paths = new PathMeasurements();
        private @Nullable Random random;
        private int precomputed = 200;
        private int precomputedMillis = 5;
        private int errors;
        private int queryTime = 200;
        private int queryTimeMillis = 60;
        private int hits = 190;
        private int reads = 200;
        private int comparisons = 200;
        private int wrong;
        private long queue = 10;
        private @Nullable Double cpu = 0.3;

        public Load precomputed(int requests, int millis) {
            precomputed = requests;
            precomputedMillis = millis;
            return this;
        }

        /** Latencies of both paths vary as those of a slow database do: log-normal, with the given ones as medians. */
        public Load varying(Random source) {
            random = source;
            return this;
        }

        public Load errors(int failed) {
            errors = failed;
            return this;
        }

        public Load queryTime(int requests, int millis) {
            queryTime = requests;
            queryTimeMillis = millis;
            return this;
        }

        public Load cache(int cacheHits, int cacheReads) {
            hits = cacheHits;
            reads = cacheReads;
            return this;
        }

        public Load shadow(int compared, int wrongAnswers) {
            comparisons = compared;
            wrong = wrongAnswers;
            return this;
        }

        public Load queue(long pending) {
            queue = pending;
            return this;
        }

        /** @param use null if it is unknown */
        public Load cpu(@Nullable Double use) {
            cpu = use;
            return this;
        }

        public void insert(Instant endsAt) {
            insert(endsAt, "one");
        }

        public void insert(Instant endsAt, String node) {
            Objects.requireNonNull(table).insert(endsAt, node, slot());
        }

        public MeasuredWindow window() {
            return MeasuredWindow.merge(List.of(slot()));
        }

        private MeasuredSlot slot() {
            record(ResolverPath.PRECOMPUTED, precomputed, precomputedMillis);
            record(ResolverPath.QUERY_TIME, queryTime, queryTimeMillis);
            var counts = new MeasuredCounts(Map.of(
                    MeasuredCount.PRECOMPUTED_ERRORS, (long) errors,
                    MeasuredCount.CACHE_HITS, (long) hits,
                    MeasuredCount.CACHE_READS, (long) reads,
                    MeasuredCount.COMPARISONS, (long) comparisons,
                    MeasuredCount.WRONG_ANSWERS, (long) wrong));
            return new MeasuredSlot(
                    paths.takeLatencies(ResolverPath.PRECOMPUTED),
                    paths.takeLatencies(ResolverPath.QUERY_TIME),
                    counts,
                    queue,
                    cpu,
                    cpu == null ? "no source" : null);
        }

        private void record(ResolverPath path, int requests, int millis) {
            for (int i = 0; i < requests; i++) {
                double factor = random == null ? 1 : Math.exp(random.nextGaussian());
                paths.recordAnswer(path, Math.round(factor * TimeUnit.MILLISECONDS.toNanos(millis)));
            }
        }
    }
}
