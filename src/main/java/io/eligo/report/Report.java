package io.eligo.report;

import io.eligo.report.criteria.CriterionResult;
import io.eligo.report.criteria.CriterionStatus;
import io.eligo.report.criteria.Fact;
import io.eligo.report.measurement.ReportPeriod;
import io.eligo.report.measurement.ReportWindow;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The criteria as they were judged.
 *
 * @param prometheus its address
 * @param warnings of Prometheus
 */
record Report(
        ReportPeriod period,
        ReportWindow window,
        Instant madeAt,
        String prometheus,
        List<CriterionResult> criteria,
        List<Fact> facts,
        List<String> warnings) {

    /** Not met if one criterion is not met, else not known if one is not known. */
    public CriterionStatus status() {
        if (count(CriterionStatus.NOT_MET) > 0) {
            return CriterionStatus.NOT_MET;
        }
        return count(CriterionStatus.NOT_KNOWN) > 0 ? CriterionStatus.NOT_KNOWN : CriterionStatus.MET;
    }

    public String title() {
        return "Success criteria after a " + period.word();
    }

    /** Such as {@code 2 of 4 criteria are met, 1 is not met, 1 is not known}. */
    public String summary() {
        long judged = criteria.size() - count(CriterionStatus.NO_BOUND);
        return String.format(Locale.ROOT, "%d of %d criteria are met", count(CriterionStatus.MET), judged)
                + part(CriterionStatus.NOT_MET)
                + part(CriterionStatus.NOT_KNOWN);
    }

    private String part(CriterionStatus status) {
        long number = count(status);
        return number == 0
                ? ""
                : String.format(Locale.ROOT, ", %d %s %s", number, number == 1 ? "is" : "are", status.words());
    }

    private long count(CriterionStatus status) {
        return criteria.stream().filter(one -> one.status() == status).count();
    }
}
