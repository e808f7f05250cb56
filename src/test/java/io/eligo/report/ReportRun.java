package io.eligo.report;

import io.eligo.report.prometheus.PrometheusCredentials;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command in this process, without the context of settings. */
record ReportRun(int exitCode, String output) {
    static ReportRun of(PrometheusCredentials credentials, String... words) {
        var output = new ByteArrayOutputStream();
        List<String> options = new ArrayList<>(List.of(words));
        List<String> period = List.of(options.remove(0));
        ReportArguments arguments = ReportArguments.parse(
                period, ReportOptions.parse(options.toArray(String[]::new)).own(), Instant.now());
        int exitCode =
                new ReportCommand(new PrintStream(output, true, StandardCharsets.UTF_8)).run(arguments, credentials);
        return new ReportRun(exitCode, output.toString(StandardCharsets.UTF_8));
    }

    static ReportRun of(String... words) {
        return of(PrometheusCredentials.NONE, words);
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(output);
    }

    JsonNode criterion(String id) {
        return json().path("criteria")
                .valueStream()
                .filter(criterion -> criterion.path("id").asString("").equals(id))
                .findFirst()
                .orElseThrow();
    }

    String status(String id) {
        return criterion(id).path("status").asString("");
    }

    double value(String id) {
        return criterion(id).path("value").doubleValue();
    }

    /** The sentences of a criterion as one text. */
    String details(String id) {
        return String.join(
                " ",
                criterion(id)
                        .path("details")
                        .valueStream()
                        .map(detail -> detail.asString(""))
                        .toList());
    }

    String fact(String name) {
        return json().path("facts")
                .valueStream()
                .filter(fact -> fact.path("name").asString("").equals(name))
                .map(fact -> fact.path("text").asString(""))
                .findFirst()
                .orElseThrow();
    }
}
