package io.eligo.rollout.triggers;

import io.eligo.rollout.measurement.LatencyHistogram;
import io.eligo.rollout.measurement.MeasuredCount;
import io.eligo.rollout.measurement.MeasuredWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges one window by one trigger. A value that is unknown, or of a sample that is too small, is never good. */
final class WindowJudge {
    // A path that is a few milliseconds slower is not worse: with caches, factors of small latencies are large by
    // chance.
    static final double NEGLIGIBLE_MILLIS = 20;

    // After this time most of the added users have read once, and the cache has copies of their grants.
    static final Duration WARM_UP = Duration.ofMinutes(10);

    private final Trigger trigger;
    private final Trigger relative;
    private final Instant endsAt;
    private final MeasuredWindow window;
    private final Instant usersAddedAt;

    /**
     * @param relative the trigger that compares the two paths: if it is not bad, a high absolute latency is not bad either
     * @param usersAddedAt when users were last added to the precomputed path
     */
    WindowJudge(Trigger trigger, Trigger relative, Instant endsAt, MeasuredWindow window, Instant usersAddedAt) {
        this.trigger = trigger;
        this.relative = relative;
        this.endsAt = endsAt;
        this.window = window;
        this.usersAddedAt = usersAddedAt;
    }

    WindowResult judge() {
        return switch (trigger.metric()) {
            case P95 -> absoluteLatency();
            case P95_RELATIVE -> relativeLatency();
            case ERRORS -> errors();
            case HIT_RATE -> hitRate();
            case QUEUE ->
                compare(
                        window.smallestQueue() == null
                                ? null
                                : window.smallestQueue().doubleValue(),
                        window.queueReadings(),
                        null);
            case DATABASE_CPU ->
                compare(window.cpu() == null ? null : window.cpu() * 100, window.cpuReadings(), window.cpuUnknown());
            case WRONG_ANSWERS -> wrongAnswers();
        };
    }

    private WindowResult absoluteLatency() {
        LatencyHistogram precomputed = window.precomputed();
        WindowResult result =
                compare(precomputed.count() == 0 ? null : precomputed.p95Millis(), precomputed.count(), null);
        boolean comparable = window.queryTime().count() >= relative.minimumSample();
        if (result.verdict() != Verdict.BAD || !comparable || isSlowerThanQueryTime()) {
            return result;
        }
        return result(
                result.value(),
                result.sample(),
                0,
                Verdict.NOT_ENOUGH_DATA,
                String.format(
                        Locale.ROOT,
                        "the query-time path is as slow, %s: the cause is common to both",
                        trigger.metric().format(window.queryTime().p95Millis())));
    }

    private WindowResult relativeLatency() {
        long precomputed = window.precomputed().count();
        long queryTime = window.queryTime().count();
        long sample = Math.min(precomputed, queryTime);
        if (sample < trigger.minimumSample()) {
            String path = queryTime < precomputed ? "query-time" : "precomputed";
            return notEnough(null, sample, "too few requests of the " + path + " path");
        }
        double precomputedMillis = window.precomputed().p95Millis();
        double queryTimeMillis = window.queryTime().p95Millis();
        double times = precomputedMillis / queryTimeMillis;
        if (isSlowerThanQueryTime()) {
            return result(times, sample, 0, Verdict.BAD, null);
        }
        return isWorse(precomputedMillis, queryTimeMillis)
                ? result(times, sample, 0, Verdict.NOT_ENOUGH_DATA, "may be chance with a sample of this size")
                : result(times, sample, 0, Verdict.GOOD, null);
    }

    /** Whether the path is slower even at the limits of the confidence interval, so that the difference is not chance. */
    private boolean isSlowerThanQueryTime() {
        return isWorse(
                window.precomputed().p95LowerLimitMillis(), window.queryTime().p95UpperLimitMillis());
    }

    private boolean isWorse(double precomputedMillis, double queryTimeMillis) {
        return precomputedMillis > queryTimeMillis * relative.bound()
                && precomputedMillis > queryTimeMillis + NEGLIGIBLE_MILLIS;
    }

    private WindowResult errors() {
        long failed = window.count(MeasuredCount.PRECOMPUTED_ERRORS);
        return share(failed, failed + window.precomputed().count());
    }

    /** The first read of each user that a step adds is a miss: that is no fault of the cache. */
    private WindowResult hitRate() {
        WindowResult result = share(window.count(MeasuredCount.CACHE_HITS), window.count(MeasuredCount.CACHE_READS));
        boolean isCold = endsAt.minus(trigger.window()).isBefore(usersAddedAt.plus(WARM_UP));
        return result.verdict() == Verdict.BAD && isCold
                ? result(
                        result.value(),
                        result.sample(),
                        0,
                        Verdict.NOT_ENOUGH_DATA,
                        "users were added lately, the cache has no copies of their grants yet")
                : result;
    }

    private WindowResult share(long part, long all) {
        return compare(all == 0 ? null : 100.0 * part / all, all, null);
    }

    // One wrong answer is one too many, however few answers were compared.
    private WindowResult wrongAnswers() {
        double wrong = window.count(MeasuredCount.WRONG_ANSWERS);
        long comparisons = window.count(MeasuredCount.COMPARISONS);
        return wrong > trigger.bound()
                ? result(wrong, comparisons, 0, Verdict.BAD, null)
                : compare(comparisons == 0 ? null : wrong, comparisons, null);
    }

    private WindowResult compare(@Nullable Double value, long sample, @Nullable String note) {
        if (value == null || sample < trigger.minimumSample()) {
            return notEnough(value, sample, note);
        }
        boolean bad = trigger.metric().isBadBelow() ? value < trigger.bound() : value > trigger.bound();
        return result(value, sample, 0, bad ? Verdict.BAD : Verdict.GOOD, null);
    }

    private WindowResult notEnough(@Nullable Double value, long sample, @Nullable String note) {
        return result(value, sample, Math.max(0, trigger.minimumSample() - sample), Verdict.NOT_ENOUGH_DATA, note);
    }

    private WindowResult result(
            @Nullable Double value, long sample, long missing, Verdict verdict, @Nullable String note) {
        return new WindowResult(endsAt, value, sample, missing, verdict, note);
    }
}
