package io.eligo.startup;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** A start that failed for a known reason says so in one line, which an operator can read and a log can be searched for. */
class OneLineFailureReporter implements FailureAnalysisReporter {
    private static final Logger log = LoggerFactory.getLogger("io.eligo.start");

    @Override
    public void report(FailureAnalysis analysis) {
        log.error(line(analysis));
        log.debug("the cause", analysis.getCause());
    }

    static String line(FailureAnalysis analysis) {
        return Stream.of(analysis.getDescription(), analysis.getAction())
                .filter(text -> text != null && !text.isBlank())
                .map(text -> text.strip().replaceAll("\\s*\\R\\s*", " "))
                .collect(Collectors.joining(" "));
    }
}
