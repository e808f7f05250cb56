package io.eligo.report;

import io.eligo.report.criteria.Bound;
import io.eligo.report.criteria.CriterionChart;
import io.eligo.report.criteria.CriterionResult;
import io.eligo.report.criteria.CriterionStatus;
import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.prometheus.HourlySeries;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The report for programs. A number that is not known is null; words are those of the text, with hyphens. */
final class JsonReport {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonReport() {}

    static String write(Report report) {
        ObjectNode json = JSON.createObjectNode();
        json.put("period", report.period().word());
        json.put("from", report.window().start().toString());
        json.put("to", report.window().end().toString());
        json.put("madeAt", report.madeAt().toString());
        json.put("prometheus", report.prometheus());
        json.put("status", word(report.status()));
        json.put("summary", report.summary());
        ArrayNode criteria = json.putArray("criteria");
        report.criteria().forEach(criterion -> write(criterion, criteria.addObject()));
        ArrayNode facts = json.putArray("facts");
        report.facts()
                .forEach(fact -> facts.addObject().put("name", fact.name()).put("text", fact.text()));
        ArrayNode warnings = json.putArray("warnings");
        report.warnings().forEach(warnings::add);
        return json.toPrettyString() + "\n";
    }

    private static void write(CriterionResult criterion, ObjectNode json) {
        json.put("id", criterion.definition().id());
        json.put("name", criterion.definition().name());
        json.put("meaning", criterion.definition().meaning());
        json.put("status", word(criterion.status()));
        json.put("value", criterion.value());
        json.put("unit", word(criterion.definition().unit()));
        Bound bound = criterion.definition().bound();
        if (bound == null) {
            json.putNull("bound");
        } else {
            json.putObject("bound").put("relation", word(bound.relation())).put("limit", bound.limit());
        }
        json.put("measured", criterion.measured());
        ArrayNode details = json.putArray("details");
        criterion.details().forEach(details::add);
        json.put("query", criterion.expression());
        CriterionChart chart = criterion.chart();
        if (chart == null) {
            json.putNull("hours");
        } else {
            write(chart, json.putObject("hours"));
        }
    }

    private static void write(CriterionChart chart, ObjectNode json) {
        json.put("title", chart.title());
        json.put("unit", word(chart.unit()));
        json.put("limit", chart.limit());
        json.put("known", chart.known().values().size());
        json.put("all", chart.known().hours());
        ArrayNode values = json.putArray("values");
        for (HourlySeries.HourlyValue hour : chart.values().values()) {
            values.addObject().put("until", hour.hour().toString()).put("value", hour.value());
        }
    }

    private static String word(CriterionStatus status) {
        return status.words().replace(' ', '-');
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String word(MeasureUnit unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }
}
