package io.eligo.report.criteria;

import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.prometheus.HourlySeries;
import org.jspecify.annotations.Nullable;

/**
 * How a criterion went, hour by hour.
 *
 * @param known the hours for which there are data; an hour among them may have no value, such as a percentile of no requests
 * @param limit a line to compare with; null for none
 */
public record CriterionChart(
        String title,
        MeasureUnit unit,
        HourlySeries values,
        HourlySeries known,
        @Nullable Double limit) {}
