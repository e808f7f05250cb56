package io.eligo.rollout.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rollout.measurement.MeasurementFixture;
import io.eligo.rollout.measurement.MeasurementFixture.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One window by each trigger, with the settings of the changelog. */
class WindowJudgementTest {
    private static final Instant END = Instant.parse("2026-11-30T12:00:00Z");

    @ParameterizedTest
    @EnumSource(TriggerMetric.class)
    void anEasyWindowIsGood(TriggerMetric metric) {
        WindowResult result = judge(metric, load());
        assertThat(result.verdict()).isEqualTo(Verdict.GOOD);
        assertThat(result.missing()).isZero();
        assertThat(result.value()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(TriggerMetric.class)
    void aWindowInWhichNothingHappensIsNeitherGoodNorBad(TriggerMetric metric) {
        Load nothing = load().precomputed(0, 0)
                .queryTime(0, 0)
                .cache(0, 0)
                .shadow(0, 0)
                .cpu(null);
        if (metric != TriggerMetric.QUEUE) {
            WindowResult result = judge(metric, nothing);
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
            assertThat(result.missing()).isEqualTo(trigger(metric).minimumSample());
        }
    }

    @Test
    void theBoundItselfIsNotBad() {
        // The histogram rounds up by at most one percent.
        assertThat(verdict(TriggerMetric.P95, load().precomputed(100, 198))).isEqualTo(Verdict.GOOD);
        assertThat(verdict(TriggerMetric.P95, load().precomputed(100, 201))).isEqualTo(Verdict.BAD);
        assertThat(verdict(TriggerMetric.ERRORS, load().precomputed(99, 5).errors(1)))
                .isEqualTo(Verdict.GOOD);
        assertThat(verdict(TriggerMetric.ERRORS, load().precomputed(98, 5).errors(2)))
                .isEqualTo(Verdict.BAD);
        assertThat(verdict(TriggerMetric.HIT_RATE, load().cache(50, 100))).isEqualTo(Verdict.GOOD);
        assertThat(verdict(TriggerMetric.HIT_RATE, load().cache(49, 100))).isEqualTo(Verdict.BAD);
        assertThat(verdict(TriggerMetric.QUEUE, load().queue(5_000))).isEqualTo(Verdict.GOOD);
        assertThat(verdict(TriggerMetric.QUEUE, load().queue(5_001))).isEqualTo(Verdict.BAD);
        assertThat(verdict(TriggerMetric.DATABASE_CPU, load().cpu(0.80))).isEqualTo(Verdict.GOOD);
        assertThat(verdict(TriggerMetric.DATABASE_CPU, load().cpu(0.81))).isEqualTo(Verdict.BAD);
    }

    @Test
    void aSampleThatIsOneRequestTooSmallIsNotEnoughAndSaysSo() {
        List<Load> small = List.of(
                load().precomputed(99, 900).queryTime(0, 0),
                load().precomputed(50, 5).errors(49),
                load().cache(0, 99));
        List<TriggerMetric> metrics = List.of(TriggerMetric.P95, TriggerMetric.ERRORS, TriggerMetric.HIT_RATE);
        for (int i = 0; i < small.size(); i++) {
            WindowResult result = judge(metrics.get(i), small.get(i));
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
            assertThat(result.missing()).isEqualTo(1);
        }
    }

    @Test
    void oneWrongAnswerIsBadHoweverFewWereCompared() {
        assertThat(verdict(TriggerMetric.WRONG_ANSWERS, load().shadow(1, 1))).isEqualTo(Verdict.BAD);
        assertThat(judge(TriggerMetric.WRONG_ANSWERS, load().shadow(99, 0)).missing())
                .isEqualTo(1);
        assertThat(verdict(TriggerMetric.WRONG_ANSWERS, load().shadow(100, 0))).isEqualTo(Verdict.GOOD);
    }

    @Test
    void aCpuThatIsUnknownIsNeverGoodAndSaysWhy() {
        WindowResult result = judge(TriggerMetric.DATABASE_CPU, load().cpu(null));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        assertThat(result.value()).isNull();
        assertThat(result.note()).isEqualTo("no source");
    }

    @Test
    void aDatabaseThatIsSlowForBothPathsIsNotBad() {
        Load bothSlow = load().precomputed(500, 900).queryTime(500, 800);
        WindowResult absolute = judge(TriggerMetric.P95, bothSlow);
        assertThat(absolute.verdict()).as("nor good").isEqualTo(Verdict.NOT_ENOUGH_DATA);
        assertThat(absolute.note()).startsWith("the query-time path is as slow, 80");
        assertThat(verdict(TriggerMetric.P95_RELATIVE, bothSlow)).isEqualTo(Verdict.GOOD);
    }

    /** A day of windows with the smallest sample, slow for both paths, with a long tail. */
    @Test
    void chanceAloneIsNotBad() {
        var random = new Random(1);
        int overTheBound = 0;
        for (int window = 0; window < 1_440; window++) {
            Load slow = load().precomputed(100, 300).queryTime(100, 300).varying(random);
            WindowResult relative = judge(TriggerMetric.P95_RELATIVE, slow);
            assertThat(relative.verdict()).as("window %d", window).isNotEqualTo(Verdict.BAD);
            overTheBound += relative.verdict() == Verdict.NOT_ENOUGH_DATA ? 1 : 0;
        }
        assertThat(overTheBound).as("windows over the bound by chance").isGreaterThan(50);
    }

    @Test
    void aPathThatIsTwiceAsSlowIsBadWithALargeSampleAlthoughLatenciesVary() {
        Load slow = load().precomputed(5_000, 300).queryTime(5_000, 150).varying(new Random(1));
        assertThat(verdict(TriggerMetric.P95_RELATIVE, slow)).isEqualTo(Verdict.BAD);
        assertThat(verdict(
                        TriggerMetric.P95,
                        load().precomputed(5_000, 300).queryTime(5_000, 150).varying(new Random(1))))
                .isEqualTo(Verdict.BAD);
    }

    @Test
    void aPathThatIsSlowerThanTheOldOneIsBad() {
        Load slower = load().precomputed(500, 180).queryTime(500, 60);
        assertThat(verdict(TriggerMetric.P95, slower)).isEqualTo(Verdict.GOOD);
        assertThat(verdict(TriggerMetric.P95_RELATIVE, slower)).isEqualTo(Verdict.BAD);
        assertThat(verdict(TriggerMetric.P95, load().precomputed(500, 900).queryTime(500, 300)))
                .as("both slow, but the new one three times as slow")
                .isEqualTo(Verdict.BAD);
    }

    @Test
    void fewMillisecondsAreNotWorse() {
        Load fast = load().precomputed(500, 19).queryTime(500, 2);
        assertThat(verdict(TriggerMetric.P95_RELATIVE, fast)).isEqualTo(Verdict.GOOD);
        assertThat(judge(TriggerMetric.P95_RELATIVE, fast).value()).isBetween(9.0, 10.0);
    }

    @Test
    void withoutRequestsOfTheOldPathTheAbsoluteLatencyDecides() {
        Load alone = load().precomputed(500, 900).queryTime(99, 900);
        assertThat(verdict(TriggerMetric.P95, alone)).isEqualTo(Verdict.BAD);
        WindowResult relative = judge(TriggerMetric.P95_RELATIVE, alone);
        assertThat(relative.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        assertThat(relative.missing()).isEqualTo(1);
        assertThat(relative.note()).isEqualTo("too few requests of the query-time path");
    }

    private static Load load() {
        return new MeasurementFixture(null).good();
    }

    private static Verdict verdict(TriggerMetric metric, Load load) {
        return judge(metric, load).verdict();
    }

    private static WindowResult judge(TriggerMetric metric, Load load) {
        return new WindowJudge(trigger(metric), trigger(TriggerMetric.P95_RELATIVE), END, load.window(), Instant.EPOCH)
                .judge();
    }

    private static Trigger trigger(TriggerMetric metric) {
        double bound = switch (metric) {
            case P95 -> 200;
            case P95_RELATIVE -> 1.5;
            case ERRORS -> 1;
            case HIT_RATE -> 50;
            case QUEUE -> 5_000;
            case DATABASE_CPU -> 80;
            case WRONG_ANSWERS -> 0;
        };
        long sample = metric == TriggerMetric.QUEUE || metric == TriggerMetric.DATABASE_CPU ? 1 : 100;
        return new Trigger(metric, true, Duration.ofMinutes(1), sample, bound, 1, 1);
    }
}
