package io.eligo.report.criteria;

import static io.eligo.report.measurement.MeasureUnit.COUNT;
import static io.eligo.report.measurement.MeasureUnit.RATIO;
import static io.eligo.report.measurement.MeasureUnit.REDUCTION;
import static io.eligo.report.measurement.MeasureUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasureUnitTest {
    @Test
    void peopleReadValuesInUnitsThatFit() {
        assertThat(SECONDS.format(0.0421)).isEqualTo("42.1 ms");
        assertThat(SECONDS.format(1.2345)).isEqualTo("1.23 s");
        assertThat(SECONDS.format(0.0000123)).isEqualTo("0.0123 ms");
        assertThat(SECONDS.format(0)).isEqualTo("0 ms");
        assertThat(RATIO.format(0.70001)).isEqualTo("70 %");
        assertThat(COUNT.format(1_234_567.4)).isEqualTo("1,234,567");
        assertThat(REDUCTION.format(0.84)).isEqualTo("84 % less");
        assertThat(REDUCTION.format(-0.12)).isEqualTo("12 % more");
    }

    @Test
    void aValueThatIsNotTheLimitIsNotShownAsTheLimit() {
        assertThat(SECONDS.formatApartFrom(0.1, 0.09996)).isEqualTo("99.96 ms");
        assertThat(SECONDS.formatApartFrom(0.1, 0.1)).isEqualTo("100 ms");
        assertThat(RATIO.formatApartFrom(0.7, 0.69999)).isEqualTo("69.999 %");
        assertThat(REDUCTION.formatApartFrom(0.7, 0.6998)).isEqualTo("69.98 % less");
        assertThat(COUNT.formatApartFrom(1_000, 999.7)).isEqualTo("999.7");
    }

    @Test
    void aBoundIsBrokenAtItsLimit() {
        assertThat(Bound.below(0.1).isMet(0.1)).isFalse();
        assertThat(Bound.below(0.1).isMet(0.0999)).isTrue();
        assertThat(Bound.above(0.7).isMet(0.7)).isFalse();
        assertThat(Bound.atLeast(0.7).isMet(0.7)).isTrue();
        assertThat(Bound.none().isMet(0)).isTrue();
        assertThat(Bound.none().isMet(1)).isFalse();
        assertThat(Bound.none().describe(COUNT)).isEqualTo("none");
        assertThat(Bound.atLeast(0.7).describe(REDUCTION)).isEqualTo("at least 70 % less");
    }
}
