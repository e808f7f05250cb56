package io.eligo.report.criteria;

import io.eligo.report.measurement.Measurements;
import io.eligo.report.measurement.ReportPeriod;

/** One criterion of success: what it asks, and how Prometheus' answers are judged. */
interface Criterion {
    CriterionDefinition define(ReportPeriod period);

    /** The expression that gives the value; see {@link Measurements}. */
    String template(Measurements measurements);

    Measured measure(Measurements measurements, CriterionDefinition definition);

    default CriterionResult judge(Measurements measurements, CriterionDefinition definition) {
        return measure(measurements, definition).judge(definition);
    }
}
