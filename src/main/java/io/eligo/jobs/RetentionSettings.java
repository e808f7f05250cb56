package io.eligo.jobs;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.retention.*}: how long what grows is kept.
 *
 * @param runs records of runs that completed; the newest of each job is kept in any case
 * @param failedRuns of those that did not
 * @param launches what was asked to be run
 * @param parked events that nobody has retried or discarded
 * @param audit what operators did
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
