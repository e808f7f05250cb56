package io.eligo.rollout.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rollout.ResolverPath;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    /** Latencies from microseconds to minutes, on one node and spread over several. */
    @Test
    void theP95OfMergedNodesIsAtMostOnePercentAboveTheExactOne() {
        var random = new Random(1);
        for (int n : new int[] {1, 20, 100, 9_999}) {
            var nodes = new PathMeasurements[] {new PathMeasurements(), new PathMeasurements(), new PathMeasurements()};
            double[] millis = new double[n];
            for (int i = 0; i < n; i++) {
                long nanos = (long) (1e6 * Math.exp(random.nextGaussian() * 3 + 2));
                millis[i] = nanos / 1_000 / 1e3;
                nodes[random.nextInt(nodes.length)].recordAnswer(ResolverPath.PRECOMPUTED, nanos);
            }
            LatencyHistogram merged = LatencyHistogram.empty();
            for (PathMeasurements node : nodes) {
                merged.add(LatencyHistogram.decode(
                        node.takeLatencies(ResolverPath.PRECOMPUTED).encode()));
            }
            Arrays.sort(millis);
            double exact = millis[(int) Math.ceil(0.95 * n) - 1];
            assertThat(merged.count()).isEqualTo(n);
            assertThat(merged.p95Millis()).as("of %d", n).isBetween(exact, exact * 1.01 + 0.001);
        }
    }

    @Test
    void aLatencyBeyondTheRangeCountsAsTheLargest() {
        var node = new PathMeasurements();
        node.recordAnswer(ResolverPath.QUERY_TIME, 0);
        node.recordAnswer(ResolverPath.QUERY_TIME, Long.MAX_VALUE);
        LatencyHistogram taken = node.takeLatencies(ResolverPath.QUERY_TIME);
        assertThat(taken.count()).isEqualTo(2);
        assertThat(taken.p95Millis()).isGreaterThanOrEqualTo(120_000);
    }

    @Test
    void whatWasTakenIsNotTakenAgain() {
        var node = new PathMeasurements();
        node.recordAnswer(ResolverPath.PRECOMPUTED, 1_000_000);
        node.recordError(ResolverPath.PRECOMPUTED);
        node.recordError(ResolverPath.QUERY_TIME);
        assertThat(node.takeLatencies(ResolverPath.PRECOMPUTED).count()).isEqualTo(1);
        assertThat(node.takeErrors()).isEqualTo(1);
        LatencyHistogram nothing = node.takeLatencies(ResolverPath.PRECOMPUTED);
        assertThat(nothing.count()).isZero();
        assertThat(nothing.encode()).isNull();
        assertThat(node.takeErrors()).isZero();
    }

    /** One row per node every five seconds. */
    @Test
    void aBusySlotTakesLessThanTwoKilobytes() {
        var random = new Random(2);
        var node = new PathMeasurements();
        for (int i = 0; i < 50_000; i++) {
            node.recordAnswer(ResolverPath.PRECOMPUTED, (long) (1e6 * Math.exp(random.nextGaussian() + 1)));
        }
        assertThat(node.takeLatencies(ResolverPath.PRECOMPUTED).encode()).hasSizeLessThan(2_048);
    }
}
