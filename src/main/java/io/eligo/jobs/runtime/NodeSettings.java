package io.eligo.jobs.runtime;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.nodes.*}.
 *
 * @param heartbeat the heartbeat interval
 * @param deadAfter a node without a heartbeat for this long is dead, and another node may take over its runs; at least
 *     three heartbeats
 */
@ConfigurationProperties("eligo.nodes")
public record NodeSettings(
        @DefaultValue("PT2S") Duration heartbeat,
        @DefaultValue("PT12S") Duration deadAfter) {
    public NodeSettings {
        if (heartbeat.toMillis() < 100) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.nodes.heartbeat is %s, it must be at least PT0.1S", heartbeat));
        }
        if (deadAfter.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.nodes.dead-after is %s, it must be at least three heartbeats of %s",
                    deadAfter,
                    heartbeat));
        }
    }
}
