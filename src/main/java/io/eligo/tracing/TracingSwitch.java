package io.eligo.tracing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Leaves out Spring Boot's configuration of OpenTelemetry unless an endpoint is set. Spring Boot would start the SDK without one, and
 * a node would pay for it at its start. Of the configuration, only the SDK and its exporter of spans are used: a handler of observations would
 * make each request pay for its span, recorded or not, and logs go to the console.
 */
class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {
    static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    private static final String SDK = "org.springframework.boot.opentelemetry.autoconfigure.";
    private static final String LOGS = SDK + "logging.";
    private static final String TRACING = "org.springframework.boot.micrometer.tracing.";
    private static final String SPANS = TRACING + "opentelemetry.autoconfigure.";

    private boolean on;

    @Override
    public void setEnvironment(Environment environment) {
        on = isOn(environment);
    }

    static boolean isOn(Environment environment) {
        return StringUtils.hasText(environment.getProperty(ENDPOINT))
                && environment.getProperty("management.opentelemetry.enabled", Boolean.class, true);
    }

    @Override
    public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
        var matches = new boolean[configurations.length];
        for (int i = 0; i < matches.length; i++) {
            String configuration = configurations[i];
            matches[i] = configuration == null || isImported(configuration);
        }
        return matches;
    }

    private boolean isImported(String configuration) {
        if (List.of(SDK, TRACING).stream().noneMatch(configuration::startsWith)) {
            return true;
        }
        return on
                && !configuration.startsWith(LOGS)
                && List.of(SDK, SPANS).stream().anyMatch(configuration::startsWith);
    }
}
