package io.eligo.startup;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.Ordered;

/** Reports a failed start with a known reason in one log line, which operators can read and search for. */
class OneLineFailureReporter implements FailureAnalysisReporter, Ordered {
    private static final Logger log = LoggerFactory.getLogger("io.eligo.start");
    private static final String SPRING_BOOTS_REPORTER =
            "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";

    @Override
    public void report(FailureAnalysis analysis) {
        log.error("Start failed: {}", line(analysis));
        log.debug("Startup failure cause", analysis.getCause());
        // Here and not in application.yml, which a start may fail to read.
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(SPRING_BOOTS_REPORTER, LogLevel.OFF);
    }

    /** Before Spring Boot's reporter. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    static String line(FailureAnalysis analysis) {
        return Stream.of(analysis.getDescription(), analysis.getAction())
                .filter(text -> text != null && !text.isBlank())
                .map(text -> text.strip().replaceAll("\\s*\\R\\s*", " "))
                .collect(Collectors.joining(" "));
    }
}
