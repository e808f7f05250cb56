package io.eligo.startup;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** The log line that a failed start ends with, without a process. */
public final class StartupErrors {
    /** As Spring Boot: the first analyzer that knows the failure explains it. */
    public static String line(@Nullable Throwable failure) {
        Objects.requireNonNull(failure, "the start did not fail");
        List<FailureAnalyzer> analyzers =
                SpringFactoriesLoader.forDefaultResourceLocation().load(FailureAnalyzer.class, (type, name, e) -> {});
        FailureAnalysis analysis = analyzers.stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no analyzer explains it", failure));
        return OneLineFailureReporter.line(analysis);
    }

    private StartupErrors() {}
}
