package io.eligo.jobs.cli;

import io.eligo.jobs.files.BadArguments;
import io.eligo.jobs.files.BadJobFile;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;

/** Reports mistakes in job files and on the command line by their message alone, which is complete. */
class JobFailureAnalyzer implements FailureAnalyzer, Ordered {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadArguments || cause instanceof BadJobFile) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), "", failure);
            }
        }
        return null;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
