package io.eligo.jobs.runtime;

import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.nodes.*}.
 *
 * @param heartbeatInterval Interval between two heartbeats of a node.
 * @param deadAfter Time without a heartbeat of this node after which other nodes consider it dead and may take over its runs;
 *     at least three heartbeat intervals. Nodes may differ: each states with its heartbeat when it expires.
 */
@Validated
@ConfigurationProperties("eligo.nodes")
public record NodeSettings(
        @DefaultValue("PT2S") @DurationMin(millis = 100) Duration heartbeatInterval,
        @DefaultValue("PT12S") @DurationMax(hours = 1) Duration deadAfter) {
    public NodeSettings {
        if (deadAfter.compareTo(heartbeatInterval.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.nodes.dead-after is %s; accepted: at least three times eligo.nodes.heartbeat-interval, which is %s",
                    deadAfter,
                    heartbeatInterval));
        }
    }
}
