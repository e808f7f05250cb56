package io.eligo.feed;

import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.boot.test.context.TestComponent;

/** Compares all reads, and counts the results. */
@TestComponent
final class ShadowFixture {
    private final RolloutFixture rollout;
    private final MeterRegistry meters;

    ShadowFixture(RolloutFixture rollout, MeterRegistry meters) {
        this.rollout = rollout;
        this.meters = meters;
    }

    void compareAll(boolean precomputed) {
        BigDecimal share = precomputed ? RolloutChange.ON.share() : BigDecimal.ZERO;
        rollout.set(new RolloutChange(true, share, new BigDecimal(100), null, null));
    }

    void compareNone() {
        rollout.reset();
    }

    record Counts(double equal, double stale, double wrong, double failed) {
        Counts minus(Counts other) {
            return new Counts(equal - other.equal, stale - other.stale, wrong - other.wrong, failed - other.failed);
        }

        double compared() {
            return equal + stale + wrong;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%.0f equal, %.0f stale, %.0f wrong, %.0f failed", equal, stale, wrong, failed);
        }
    }

    Counts counts() {
        return new Counts(count("equal"), count("stale"), count("wrong"), dropped("error"));
    }

    double count(String outcome) {
        return meters.get("offers.shadow.comparisons")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    double dropped(String reason) {
        return meters.get("offers.shadow.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    /** All reads that were chosen for a comparison and are through with it. */
    double finished() {
        return Stream.of("offers.shadow.comparisons", "offers.shadow.dropped")
                .flatMap(name -> meters.get(name).counters().stream())
                .mapToDouble(Counter::count)
                .sum();
    }

    void awaitFinished(double expected) {
        Awaitility.await().until(() -> finished() == expected);
    }
}
