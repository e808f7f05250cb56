package io.eligo.jobs;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.retention.*}: retention periods.
 *
 * @param runs records of completed runs; the newest run of each job is always kept
 * @param failedRuns records of runs that did not complete
 * @param launches launch requests
 * @param parked parked events that were not retried or discarded
 * @param audit the audit of operator actions
 */
@ConfigurationProperties("eligo.retention")
public record RetentionSettings(
        @DefaultValue("P14D") Duration runs,
        @DefaultValue("P60D") Duration failedRuns,
        @DefaultValue("P14D") Duration launches,
        @DefaultValue("P90D") Duration parked,
        @DefaultValue("P400D") Duration audit) {
    public RetentionSettings {
        atLeastAnHour("runs", runs);
        atLeastAnHour("failed-runs", failedRuns);
        atLeastAnHour("launches", launches);
        atLeastAnHour("parked", parked);
        atLeastAnHour("audit", audit);
    }

    private static void atLeastAnHour(String name, Duration value) {
        if (value.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.retention.%s is %s; accepted: at least PT1H", name, value));
        }
    }
}
