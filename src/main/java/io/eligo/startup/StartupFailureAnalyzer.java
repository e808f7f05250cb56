package io.eligo.startup;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Explains a failed start: a startup check refused it, PostgreSQL refused a migration, or a configuration file is unreadable.
 * Runs before Spring Boot's own analyzers.
 */
class StartupFailureAnalyzer implements FailureAnalyzer, Ordered {
    private static final String NO_PERMISSION = "42501";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartupFailure refused) {
                return new FailureAnalysis(String.valueOf(refused.getMessage()), refused.action(), failure);
            }
            if (cause instanceof SQLException sql
                    && NO_PERMISSION.equals(sql.getSQLState())
                    && isMigrationFailure(failure)) {
                return new FailureAnalysis(
                        String.format(
                                Locale.ROOT, "PostgreSQL refused a migration: %s.", DatabaseErrors.firstLine(sql)),
                        "Let the user of SPRING_DATASOURCE_USERNAME own the database and everything in it.",
                        failure);
            }
            if (cause instanceof SQLException sql
                    && ConnectionPoolerCheck.LOST_STATEMENT_STATES.contains(String.valueOf(sql.getSQLState()))) {
                return new FailureAnalysis(
                        String.format(
                                Locale.ROOT,
                                "PostgreSQL lost a prepared statement, as happens behind a transaction pooler: %s.",
                                DatabaseErrors.firstLine(sql)),
                        "Add prepareThreshold=0 to SPRING_DATASOURCE_URL, or let the pooler pool sessions.",
                        failure);
            }
            if (cause instanceof YAMLException) {
                return new FailureAnalysis(
                        String.format(Locale.ROOT, "A configuration file is not valid YAML: %s.", cause.getMessage()),
                        "Correct the file.",
                        failure);
            }
        }
        return null;
    }

    @Override
    public int getOrder() {
        // After the analyzer of job files, whose message names the file.
        return HIGHEST_PRECEDENCE + 1;
    }

    private static boolean isMigrationFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (Arrays.stream(cause.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().startsWith("liquibase."))) {
                return true;
            }
        }
        return false;
    }
}
